import { makePreferences } from './makePreferences';

dispatchEvent(new CustomEvent('consenthub:preferences', { detail: makePreferences }));
