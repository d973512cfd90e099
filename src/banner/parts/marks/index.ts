import { makeTranslate } from './makeTranslate';

dispatchEvent(new CustomEvent('consenthub:marks', { detail: makeTranslate }));
