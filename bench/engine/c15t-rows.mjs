// A database of @c15t/backend with rows in it, and the indexes that its look-ups lack.
import { execFileSync } from 'node:child_process';
import * as make from './contestants.mjs';

// What it looks up for each choice without an index: a subject's consents at a domain, and a domain by its name.
const indexes = `
  CREATE INDEX consent_subject_domain ON consent ("subjectId", "domainId");
  CREATE INDEX domain_name ON domain (name);`;

// Copies of its own rows, one of each domain, under new ids.
const copies = (rows) => `
  CREATE TEMP TABLE own AS SELECT *, row_number() OVER () - 1 AS place FROM consent;
  BEGIN;
  WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})
    INSERT INTO subject (id, "identityProvider") SELECT printf('sub_copy%014d', n), 'anonymous' FROM numbers;
  WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})
    INSERT INTO consent (id, "subjectId", "domainId", "policyId", "purposeIds", "ipAddress", "userAgent", "givenAt", jurisdiction)
    SELECT printf('cns_copy%014d', n), printf('sub_copy%014d', n), "domainId", "policyId", "purposeIds", "ipAddress", "userAgent", "givenAt", jurisdiction
    FROM numbers JOIN own ON place = n % (SELECT count(*) FROM own);
  COMMIT;`;

/**
 * Makes c15t write one choice for each of 20 domains, copies these rows, adds the indexes if asked, and starts c15t on
 * the result.
 */
export async function c15tWithRows(repository, work, file, rows, indexed, name) {
  const first = await make.c15t(repository, work, 'sqlite', file, name);
  try {
    for (let n = 1; n <= 20; n++) {
      const choice = {
        type: 'cookie_banner', subjectId: `sub_${'a'.repeat(19)}${String.fromCharCode(96 + n)}`.replace('l', 'z'), domain: `s${String(n).padStart(2, '0')}.example`,
        preferences: { necessary: true, functionality: false, measurement: false, marketing: false }, givenAt: Date.now(),
      };
      const answer = await fetch(`${first.address}/subjects`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(choice) });
      if (!answer.ok)
        throw new Error(`${name} answered ${answer.status}: ${await answer.text()}`);
    }
  } finally {
    await first.stop();
  }

  execFileSync('sqlite3', [file, copies(rows) + (indexed ? indexes : '')]);
  return make.c15t(repository, work, 'sqlite', file, name);
}
