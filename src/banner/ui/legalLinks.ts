import type { Notice } from '../types';
import { link, type Child } from './dom';
import { word } from './words';

export function legalLinks(notice: Notice): Child[] {
  return ['privacy', 'imprint', 'terms'].map(name => link(word(notice, `${name}Link`), notice.links[name]));
}
