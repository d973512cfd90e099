import { createCover } from './createCover';

dispatchEvent(new CustomEvent('consenthub:embeds', { detail: createCover }));
