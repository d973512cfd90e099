import { makeDebugger } from './makeDebugger';

dispatchEvent(new CustomEvent('consenthub:debug', { detail: makeDebugger }));
