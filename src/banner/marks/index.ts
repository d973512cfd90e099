import { makeTranslate } from './translate';

dispatchEvent(new CustomEvent('consenthub:marks', { detail: makeTranslate }));
