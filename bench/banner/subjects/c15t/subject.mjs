import { build } from 'esbuild';
import { compress } from '../../setup/compress.mjs';
import { ownFile, packageVersion } from '../package.mjs';

/** Set up as in its React quickstart, bundled for production; offline mode, since a hosted one would need its server. */
export async function c15t() {
  const { baseTranslations } = await import('@c15t/translations/all');
  const script = await bundle('app.jsx');
  const react = await bundle('react.jsx');
  return {
    id: 'c15t',
    name: '@c15t/react',
    version: packageVersion('@c15t/react'),
    files: { 'app.js': script, 'app.css': await bundle('app.css') },
    tags: origin => ({
      head: `<script type="module" crossorigin src="${origin}/c15t/app.js"></script>\n<link rel="stylesheet" crossorigin href="${origin}/c15t/app.css">`,
      end: '<div id="consent"></div>',
    }),
    needsStyles: true,
    banner: ['[data-testid="consent-banner-card"]'],
    dialog: ['[data-testid="consent-dialog-card"]'],
    open: ['[data-testid="consent-banner-customize-button"]'],
    reject: ['[data-testid="consent-banner-reject-button"]'],
    languages: () => Object.keys(baseTranslations),
    notes: [`Carries React: a page that has it already saves ${(compress(react).length / 1024).toFixed(1)} KiB of the bytes. Offline mode, so no request to a consent server, which its recommended mode makes before the banner.`],
  };
}

async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [ownFile(import.meta.url, file).path],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0].text;
}
