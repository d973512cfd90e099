import { trusted } from '../gate/trusted';
import { guard } from '../shared/guard';
import { h } from '../shared/dom';
import type { Hub, WorkPart } from '../contracts';

/**
 * Reads the configuration from the script's own tag, so that a page needs no other configuration. Throws if something is
 * missing.
 */
export function findHub(script: Element | null): Omit<Hub, 'queue' | 'loadPart'> {
  // A form or image named `currentScript` can shadow `document.currentScript`.
  const tag = script instanceof HTMLScriptElement
    ? script
    : document.querySelector<HTMLScriptElement>("[src*='/consent.js?'],[src*='/consenthub.js']")!;
  // Uses neither `URL` nor `dataset`, because each further kind of object costs the page kilobytes of memory.
  const asked = (name: string) => RegExp(`[?&]${name}=([\\w-]+)`).exec(tag.src)?.[1];
  const [, base, , banner = ''] = /^(.+?)(\/banner\/(\w+))?\/[^/?]*(\?|$)/.exec(tag.src)!;
  const [site] = /^[\w-]+$/.exec(tag.getAttribute('data-site') ?? asked('site') ?? '')!;
  return { base: base!, site, banner, lang: asked('lang'), tag };
}

/**
 * Loads a part of the script when it is first needed. Undefined if it can't be loaded now; the next call tries again. A
 * part is loaded with the nonce of this script's own tag, and with its integrity hash, so a page that pins the hash of
 * this script also pins its parts. A part passes its exports in an event.
 */
export function loadPart<T>({ base, banner, tag: { nonce } }: Hub, name: string, integrity: string): () => Promise<T | undefined> {
  let loaded: Promise<T | undefined> | undefined;
  return () => loaded ??= new Promise(done => {
    const script = h('script', { nonce, integrity, crossorigin: '' });
    const end = (part?: T) => {
      if (!part) loaded = undefined;
      script.remove();
      done(part);
    };
    addEventListener(`consenthub:${name}`, event => end((event as CustomEvent<T>).detail), { once: true });
    script.onerror = () => end();
    if (!guard(() => {
      script.src = trusted('createScriptURL', `${base}/banner/${banner}/consenthub-${name}.js`);
      document.head.append(script);
      return true;
    })) end();
  });
}

/** The part that the script itself loads. */
export interface Parts {
  readonly work: () => Promise<WorkPart | undefined>;
}

/** Integrity of the part, written here by the build. */
declare const __INTEGRITY__: string;

export function createParts(hub: Hub): Parts {
  return { work: loadPart(hub, 'work', __INTEGRITY__) };
}
