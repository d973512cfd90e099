import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const texts = fileURLToPath(new URL('../../../../src/ConsentHub.Core/Sites/Texts/', import.meta.url));

/** ConsentHub's banner on one site of a running hub: one async script tag and nothing else. */
export function consentHub(origin, { id, name, site }) {
  return {
    id,
    name,
    version: 'of this checkout',
    origin,
    ours: true,
    tags: hub => ({ head: `<script src="${hub}/consent.js?site=${site}" async></script>` }),
    trustedTypes: 'consenthub',
    banner: ['#consenthub', '[data-ch="banner"]'],
    dialog: ['#consenthub', '[data-ch="preferences"]'],
    open: ['#consenthub', '[data-ch="banner"] [data-ch="customize"]'],
    reject: ['#consenthub', '[data-ch="banner"] [data-ch="reject-all"]'],
    languages: () => readdirSync(texts).filter(file => file.endsWith('.json')).map(file => basename(file, '.json')),
    notes: ['The hub renders and compresses its own answers; every other script is precompressed.'],
  };
}
