import { BenchError } from '../setup/benchError.mjs';
import { c15t } from './c15t/subject.mjs';
import { consentHub } from './consenthub/subject.mjs';
import { klaro } from './klaro/subject.mjs';
import { orejime } from './orejime/subject.mjs';
import { osano } from './osano/subject.mjs';
import { tarteaucitron } from './tarteaucitron/subject.mjs';
import { vanillaCookieConsent } from './vanilla-cookieconsent/subject.mjs';

/** The page without any script; the others are measured relative to it. */
export const bare = { id: 'bare', name: 'bare page', tags: () => ({}), banner: null };

const ids = ['consenthub', 'consenthub-20', 'vanilla-cookieconsent', 'klaro', 'tarteaucitron', 'orejime', 'osano', 'c15t'];

/** The scripts to compare, in the order of the table; all of them by default. */
export function chosenIds(only) {
  const unknown = only?.find(id => !ids.includes(id));
  if (unknown) throw new BenchError(`--only knows no "${unknown}". Known are ${ids.join(', ')}.`);
  return ids.filter(id => !only || only.includes(id));
}

/** @param hub where the hub answers; not needed without ConsentHub */
export async function subjects(chosen, hub) {
  const known = {
    'consenthub': () => consentHub(hub, { id: 'consenthub', name: 'ConsentHub', site: 'demo' }),
    'consenthub-20': () => consentHub(hub, { id: 'consenthub-20', name: 'ConsentHub, 20 services', site: 'twenty' }),
    'vanilla-cookieconsent': () => vanillaCookieConsent,
    klaro: () => klaro,
    tarteaucitron: () => tarteaucitron,
    orejime: () => orejime,
    osano: () => osano,
    c15t,
  };
  return Promise.all(chosen.map(id => known[id]()));
}
