const rightToLeft = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** Languages whose texts a script ships. */
export function languages(subject) {
  const all = subject.languages();
  return { count: all.length, rightToLeft: all.filter(tag => rightToLeft.has(tag.split(/[-_]/)[0])).length };
}
