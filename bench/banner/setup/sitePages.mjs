import { article } from './article.mjs';

const html = 'text/html; charset=utf-8';

/**
 * The pages of one script:
 *   /ID/         as its documentation shows it
 *   /ID/plain/   the same with nothing inline, for a fair look at what a policy changes
 *   /ID/strict/  plain, under a strict Content-Security-Policy
 *   /ID/trusted/ plain, under the strict policy and Trusted Types
 */
export function sitePages(subject, filesOrigin) {
  const origin = subject.origin ?? filesOrigin;
  const tags = subject.tags(origin);
  const inline = subject.inline ? `<script>${subject.inline}</script>` : '';
  const moved = subject.inline ? `<script src="${origin}/${subject.id}/inline.js"></script>` : '';
  const fill = text => text.replace('<!--inline-->', () => inline);
  const move = text => text.replace('<!--inline-->', () => moved);

  const usual = article({ head: fill(tags.head ?? ''), end: fill(tags.end ?? '') });
  const plain = article({ head: move(tags.head ?? ''), end: move(tags.end ?? ''), plain: true });
  const strict = strictPolicy(origin, subject.needsStyles);
  const trusted = `${strict}; require-trusted-types-for 'script'; trusted-types ${subject.trustedTypes ?? "'none'"}`;

  const page = (body, policy) => ({
    body,
    type: html,
    headers: { 'Cache-Control': 'no-cache', ...(policy ? { 'Content-Security-Policy': policy } : {}) },
  });
  return new Map([
    [`/${subject.id}/`, page(usual)],
    [`/${subject.id}/plain/`, page(plain)],
    [`/${subject.id}/strict/`, page(plain, strict)],
    [`/${subject.id}/trusted/`, page(plain, trusted)],
  ]);
}

function strictPolicy(origin, needsStyles) {
  return `default-src 'none'; script-src ${origin}; connect-src ${origin}; style-src ${needsStyles ? origin : "'none'"}`;
}
