import type { Notice } from '../types';
import { h, type Child } from './dom';

/** Links to addresses that the hub has checked. */
export function legalLinks({ links, texts }: Notice): Child[] {
  return ['privacy', 'imprint', 'terms'].map(name => links[name] && h('a', { href: links[name] }, texts[`${name}Link`]));
}
