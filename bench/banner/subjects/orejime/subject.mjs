import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownFile, packageFile, packageFolder, packageVersion } from '../package.mjs';

/** Set up as in its README: inline configuration, script and style sheet, where they delay the page least. */
export const orejime = {
  id: 'orejime',
  name: 'Orejime',
  version: packageVersion('orejime'),
  files: {
    'orejime-standard-en.js': packageFile('orejime', 'dist/orejime-standard-en.js'),
    'orejime-standard.css': packageFile('orejime', 'dist/orejime-standard.css'),
  },
  inline: readFileSync(ownFile(import.meta.url, 'config.js').path, 'utf8'),
  tags: origin => ({
    head: `<link rel="stylesheet" href="${origin}/orejime/orejime-standard.css">`,
    end: `<!--inline-->\n<script src="${origin}/orejime/orejime-standard-en.js"></script>`,
  }),
  needsStyles: true,
  banner: ['.orejime-Banner'],
  dialog: ['.orejime-Modal'],
  open: ['.orejime-Banner-learnMoreButton'],
  reject: ['.orejime-Banner-declineButton'],
  languages: () => readdirSync(join(packageFolder('orejime'), 'dist')).map(file => file.match(/^orejime-standard-(\w+)\.js$/)?.[1]).filter(Boolean),
  notes: ['One build a language.'],
};
