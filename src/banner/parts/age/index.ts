import { askAge } from './askAge';

dispatchEvent(new CustomEvent('consenthub:age', { detail: askAge }));
