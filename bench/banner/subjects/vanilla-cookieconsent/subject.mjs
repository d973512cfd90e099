import { ownFile, packageFile, packageVersion } from '../package.mjs';

/** Set up as in "Getting started, HTML" of its documentation: style sheet in the head, a module at the end that imports the script. */
export const vanillaCookieConsent = {
  id: 'vanilla-cookieconsent',
  name: 'vanilla-cookieconsent',
  version: packageVersion('vanilla-cookieconsent'),
  files: {
    'cookieconsent.css': packageFile('vanilla-cookieconsent', 'dist/cookieconsent.css'),
    'cookieconsent.umd.js': packageFile('vanilla-cookieconsent', 'dist/cookieconsent.umd.js'),
    'cookieconsent-config.js': ownFile(import.meta.url, 'config.js'),
  },
  tags: origin => ({
    head: `<link rel="stylesheet" href="${origin}/vanilla-cookieconsent/cookieconsent.css">`,
    end: `<script type="module" src="${origin}/vanilla-cookieconsent/cookieconsent-config.js"></script>`,
  }),
  needsStyles: true,
  banner: ['#cc-main .cm'],
  dialog: ['#cc-main .pm'],
  open: ['#cc-main .cm [data-role="show"]'],
  reject: ['#cc-main .cm [data-role="necessary"]'],
  languages: () => [],
  notes: ['Ships no texts: the site writes them all. Its documented set-up imports the script from the configuration, one request after the other.'],
};
