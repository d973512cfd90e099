/** The notes under the table: peculiarities of a set-up, why a cell is empty, and details of a count. */
export function notes(result, figures, raw) {
  const { subject } = result;
  return [
    ...subject.notes,
    ...(raw ? sent(result) : []),
    ...absent(result, figures),
    ...behind(figures),
  ].map(note => `${subject.name}: ${note}`);
}

function absent(result, figures) {
  const { subject } = result;
  const broke = ['transfer', 'returning', 'policy', 'accessibility', 'keyboard', 'phone']
    .filter(name => result[name]?.broke)
    .map(name => `– for ${name}: ${result[name].broke}`);
  const unseen = ['cpu', 'network'].map(name => [name, result[name].filter(round => !round.appearance).length])
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `the banner was not seen in ${count} of ${result[name].length} rounds (${name})`);
  return [
    ...(subject.open ? [] : ['– for the preference centre: it has none.']),
    ...(figures.until || result.transfer?.broke ? [] : ['– for bytes and requests: the banner did not become visible.']),
    ...(figures.returning || result.returning?.broke ? [] : ['– for the returning visitor: no choice could be made.']),
    ...broke,
    ...unseen,
  ];
}

/** The requests that the counts include, with the size of each body. */
function sent({ transfer, returning }) {
  return [
    ['until the banner', transfer?.sent?.[0]],
    ['for the preference centre', transfer?.sent?.[1]],
    ['returning, empty cache', returning?.empty?.addresses],
    ['returning, warm cache', returning?.warm?.addresses],
  ].filter(([, requests]) => requests?.length).map(([when, requests]) => `requests ${when}: ${requests.join(', ')}`);
}

function behind({ policy, accessibility }) {
  const counted = list => [...new Set(list)].map(item => `${item} ${list.filter(other => other === item).length}`).join(', ');
  const violated = ['strict', 'trusted'].filter(name => policy?.[name].violations.length)
    .map(name => `violations, ${name}: ${counted(policy[name].violations.map(text => text.split(':')[0]))}`);
  const broken = ['banner', 'dialog'].filter(name => accessibility?.[name]?.length)
    .map(name => `axe, ${name}: ${accessibility[name].map(({ id, nodes }) => `${id} ${nodes}`).join(', ')}`);
  return [...violated, ...broken];
}
