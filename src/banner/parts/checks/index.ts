import { checks } from './checks';

dispatchEvent(new CustomEvent('consenthub:checks', { detail: checks }));
