import { makeSave } from './makeSave';

dispatchEvent(new CustomEvent('consenthub:save', { detail: makeSave }));
