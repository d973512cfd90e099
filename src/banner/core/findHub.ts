import type { loadPart } from './loadPart';

/** The hub's address, and the site for which the script is on the page. */
export interface Hub {
  /** Address without a trailing slash; may have a path. */
  readonly base: string;
  readonly site: string;
  /** Build of the code. */
  readonly banner: string;
  /** Language asked for in the address; nothing when the page's own decides. */
  readonly lang: string | undefined;
  /** The earlier value of `window.ConsentHub`: the queue, on which the inline stub waits for an answer. */
  readonly queue: object;
  /** The script's own tag. */
  readonly tag: HTMLScriptElement;
  /** The script's own way to load a part, since a page allows its Trusted Types policy once. */
  readonly loadPart: typeof loadPart;
}

/** Reads everything from the script's own tag, so that a page needs no second place to configure. Throws where it says too little. */
export function findHub(script: Element | null): Omit<Hub, 'queue' | 'loadPart'> {
  // A form or image of that name can shadow document.currentScript.
  const tag = script instanceof HTMLScriptElement
    ? script
    : document.querySelector<HTMLScriptElement>("[src*='/consent.js?'],[src*='/consenthub.js']")!;
  // Without `URL` and `dataset`: each further kind of object that a page touches costs it kilobytes of memory.
  const asked = (name: string) => RegExp(`[?&]${name}=([\\w-]+)`).exec(tag.src)?.[1];
  const [, base, , banner = ''] = /^(.+?)(\/banner\/(\w+))?\/[^/?]*(\?|$)/.exec(tag.src)!;
  const [site] = /^[\w-]+$/.exec(tag.getAttribute('data-site') ?? asked('site') ?? '')!;
  return { base: base!, site, banner, lang: asked('lang'), tag };
}

export function siteUrl({ base, site }: Hub, call: string): string {
  return `${base}/v1/sites/${site}/${call}`;
}
