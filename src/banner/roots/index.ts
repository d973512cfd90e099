import { makeRoots } from './watchRoots';

dispatchEvent(new CustomEvent('consenthub:roots', { detail: makeRoots }));
