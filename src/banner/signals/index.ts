import { signal } from './signal';

dispatchEvent(new CustomEvent('consenthub:signals', { detail: signal }));
