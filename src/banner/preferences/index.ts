import { makePreferences } from './preferences';

dispatchEvent(new CustomEvent('consenthub:preferences', { detail: makePreferences }));
