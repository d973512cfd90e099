import { trusted } from '../gate/trusted';
import { guard } from '../shared/guard';
import { h } from '../shared/dom';
import type { Hub } from './findHub';

/**
 * Loads a part of the script when it is first needed; undefined where it can't be loaded now, and the next call
 * tries again. Parts are loaded with their integrity, so that a page which pins the hash of this script has pinned
 * theirs as well, and with the nonce of this script's own tag. A part hands itself over by an event.
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
