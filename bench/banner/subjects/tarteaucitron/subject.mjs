import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownFile, packageFile, packageFolder, packageVersion } from '../package.mjs';

const name = 'tarteaucitronjs';

/** Set up as in its README, with its minified files: the script and then its inline start, at the end of the head. */
export const tarteaucitron = {
  id: 'tarteaucitron',
  name: 'tarteaucitron',
  version: packageVersion(name),
  files: {
    'tarteaucitron.min.js': packageFile(name, 'tarteaucitron.min.js'),
    'tarteaucitron.services.min.js': packageFile(name, 'tarteaucitron.services.min.js'),
    'css/tarteaucitron.min.css': packageFile(name, 'css/tarteaucitron.min.css'),
    'lang/tarteaucitron.en.min.js': packageFile(name, 'lang/tarteaucitron.en.min.js'),
  },
  inline: readFileSync(ownFile(import.meta.url, 'config.js').path, 'utf8'),
  tags: origin => ({ head: `<script src="${origin}/tarteaucitron/tarteaucitron.min.js"></script>\n<!--inline-->` }),
  needsStyles: true,
  banner: ['#tarteaucitronAlertBig'],
  dialog: ['#tarteaucitron'],
  open: ['#tarteaucitronAlertBig #tarteaucitronCloseAlert'],
  reject: ['#tarteaucitronAlertBig #tarteaucitronAllDenied2'],
  languages: () => readdirSync(join(packageFolder(name), 'lang')).map(file => file.match(/^tarteaucitron\.(\w+)\.js$/)?.[1]).filter(Boolean),
  notes: ['Loads its style sheet, its language and the definitions of every service it knows one after the other. Starts at the load event.'],
};
