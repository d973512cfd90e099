import type { Notice } from './types';
import { h, type Child } from './dom';

/** Links to addresses that the hub has checked. */
export function legalLinks({ links, texts }: Notice): Child[] {
  return Object.entries(links).map(([name, href]) => h('a', { href }, texts[`${name}Link`]));
}
