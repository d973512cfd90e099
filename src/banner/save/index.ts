import { makeSave } from './save';

dispatchEvent(new CustomEvent('consenthub:save', { detail: makeSave }));
