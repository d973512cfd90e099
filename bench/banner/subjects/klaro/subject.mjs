import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownFile, packageFile, packageFolder, packageVersion } from '../package.mjs';

/** Set up as in its README: the configuration and the script with styles and translations inside, both deferred. */
export const klaro = {
  id: 'klaro',
  name: 'Klaro',
  version: packageVersion('klaro'),
  files: {
    'klaro.js': packageFile('klaro', 'dist/klaro.js'),
    'config.js': ownFile(import.meta.url, 'config.js'),
  },
  tags: origin => ({
    head: `<script defer src="${origin}/klaro/config.js"></script>\n<script defer src="${origin}/klaro/klaro.js"></script>`,
  }),
  banner: ['#klaro .cookie-notice'],
  dialog: ['#klaro .cm-modal'],
  open: ['#klaro .cookie-notice .cm-link'],
  reject: ['#klaro .cookie-notice .cn-decline'],
  languages: () => readdirSync(join(packageFolder('klaro'), 'src/translations'))
    .filter(file => /^[a-z_]+\.yml$/.test(file))
    .map(file => file.replace('.yml', '')),
  notes: ['One file with every language in it. One service a category, as its configuration has no categories of its own.'],
};
