import type { loadPart } from './loadPart';

/** Where the hub is, and for which site the script was put on the page. */
export interface Hub {
  /** Address without a trailing slash; may have a path. */
  readonly base: string;
  readonly site: string;
  /** Build of the code. */
  readonly banner: string;
  /** Language asked for in the address; nothing when the page's own decides. */
  readonly lang: string | null;
  /** What stood in the place of `window.ConsentHub`: the queue, on which the inline stub waits for an answer. */
  readonly queue: object;
  /** The script's own tag. */
  readonly tag: HTMLScriptElement;
  /** The script's own way to load a part, since a page allows its Trusted Types policy once. */
  readonly loadPart: typeof loadPart;
}

/** Reads everything from the script's own tag, so that a page needs no second place to configure. Throws where it says too little. */
export function findHub(script: Element | null): Omit<Hub, 'queue' | 'loadPart'> {
  // A named form or image can stand in for document.currentScript.
  const tag = script instanceof HTMLScriptElement
    ? script
    : document.querySelector<HTMLScriptElement>("[src*='/consent.js?'],[src*='/consenthub.js']")!;
  const { searchParams } = new URL(tag.src);
  const [, base, , banner = ''] = /^(.+?)(\/banner\/(\w+))?\/[^/?]*(\?|$)/.exec(tag.src)!;
  const [site] = /^[\w-]+$/.exec(tag.dataset['site'] ?? searchParams.get('site') ?? '')!;
  return { base: base!, site, banner, lang: searchParams.get('lang'), tag };
}

export function siteUrl({ base, site }: Hub, call: string): string {
  return `${base}/v1/sites/${site}/${call}`;
}
