// Which service of the published notice declares a cookie or a storage key.

/** Requests the notice until the hub returns it. Until then it is unknown what is declared. */
export function readDeclared() {
  let notice = null;
  const ask = async pause => {
    try {
      const answer = await fetch('v1/sites/demo/notice?lang=en');
      if (answer.ok) { notice = await answer.json(); return; }
    } catch { /* The hub is unavailable; the request is repeated below. */ }
    setTimeout(ask, pause, Math.min(pause * 2, 60_000));
  };
  ask(2_000);
  return { now: () => notice };
}

/** @returns {{known: boolean, words: string, service: string | null}} */
export function declaredBy(notice, { name, kind }) {
  const own = ownWords(name, kind);
  if (own) return { known: true, words: own, service: 'consenthub' };
  if (!notice) return { known: true, words: 'The notice has not arrived, so its service is not known yet.', service: null };
  for (const category of notice.categories)
    for (const service of category.services ?? [])
      for (const cookie of service.cookies ?? [])
        if (cookie.kind === kind && matches(cookie.name, name))
          return { known: true, words: `Declared by ${service.name} (${category.name}).`, service: service.id };
  return { known: false, words: 'No service of the notice declares it.', service: null };
}

function ownWords(name, kind) {
  if (kind === 'cookie' && name === 'ch_demo') return 'ConsentHub: your choice, readable by any server of the site.';
  if (kind === 'cookie' && name === 'chid_demo') return 'ConsentHub: your visitor id, made when you decided.';
  if (/^(ch[._:-]|chid|consenthub)/i.test(name)) return 'ConsentHub: what waits to be sent, your receipt, the last notice.';
  return null;
}

function matches(pattern, name) {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
