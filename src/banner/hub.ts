/** Where the hub is, and for which site the script was put on the page. */
export interface Hub {
  /** Address without a trailing slash; may have a path. */
  readonly base: string;
  readonly site: string;
  /** Build of the code by its own address; empty when the hub names it in the first layer. */
  readonly banner: string;
  /** Language asked for in the address; empty when the page's own decides. */
  readonly lang: string;
}

const codeOnly = /\/banner\/([0-9a-f]{16})\/consenthub\.js$/;

/** Reads everything from the script's own tag, so that a page needs no second place to configure. */
export function findHub(script: Element | null): Hub | null {
  // A named form or image can stand in for document.currentScript.
  const tag = script instanceof HTMLScriptElement
    ? script
    : document.querySelector<HTMLScriptElement>('script[src*="/consent.js?"], script[src*="/consenthub.js"]');
  if (!tag || !tag.src) return null;

  const address = new URL(tag.src);
  const site = tag.getAttribute('data-site') ?? address.searchParams.get('site') ?? '';
  if (!/^https?:$/.test(address.protocol) || !/^[a-z][a-z0-9-]{0,31}$/.test(site)) return null;

  const path = address.pathname.replace(codeOnly, '/');
  return {
    base: address.origin + path.slice(0, path.lastIndexOf('/')),
    site,
    banner: codeOnly.exec(address.pathname)?.[1] ?? '',
    lang: address.searchParams.get('lang') ?? '',
  };
}

export function siteUrl(hub: Hub, call: string): string {
  return `${hub.base}/v1/sites/${hub.site}/${call}`;
}
