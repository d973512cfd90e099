import { readFileSync } from 'node:fs';
import { ownFile, packageFile, packageVersion } from '../package.mjs';

/** Set up as its download wizard writes it, with type opt-in, without which it could only be dismissed. */
export const osano = {
  id: 'osano',
  name: 'cookieconsent',
  version: packageVersion('cookieconsent'),
  files: {
    'cookieconsent.min.css': packageFile('cookieconsent', 'build/cookieconsent.min.css'),
    'cookieconsent.min.js': packageFile('cookieconsent', 'build/cookieconsent.min.js'),
  },
  inline: readFileSync(ownFile(import.meta.url, 'config.js').path, 'utf8'),
  tags: origin => ({
    head: `<link rel="stylesheet" href="${origin}/osano/cookieconsent.min.css">`,
    end: `<script src="${origin}/osano/cookieconsent.min.js"></script>\n<!--inline-->`,
  }),
  needsStyles: true,
  banner: ['.cc-window'],
  dialog: null,
  open: null,
  reject: ['.cc-window .cc-deny'],
  languages: () => ['en'],
  notes: ['Knows no categories and has no preference centre, and does not hold scripts back: the site has to.'],
};
