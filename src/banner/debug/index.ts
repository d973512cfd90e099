import { makeDebugger } from './debug';

dispatchEvent(new CustomEvent('consenthub:debug', { detail: makeDebugger }));
