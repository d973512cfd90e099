import { checks } from './part';

dispatchEvent(new CustomEvent('consenthub:checks', { detail: checks }));
