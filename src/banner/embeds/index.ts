import { createCover } from './cover';

dispatchEvent(new CustomEvent('consenthub:embeds', { detail: createCover }));
