import { makeRoots } from './makeRoots';

dispatchEvent(new CustomEvent('consenthub:roots', { detail: makeRoots }));
