import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

const types = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };
const headers = {
  'Cache-Control': 'public, max-age=31536000, immutable',
  'Access-Control-Allow-Origin': '*',
  'Timing-Allow-Origin': '*',
  'X-Content-Type-Options': 'nosniff',
};

/** The script and style files of one subject, under /ID/, cached as versioned files are. */
export function siteFiles(subject) {
  const files = Object.entries(subject.files ?? {}).map(([name, source]) => [
    `/${subject.id}/${name}`,
    { body: typeof source === 'string' ? source : readFileSync(source.path), type: types[extname(name)], headers },
  ]);
  if (subject.inline) files.push([`/${subject.id}/inline.js`, { body: subject.inline, type: types['.js'], headers }]);
  return new Map(files);
}
