import { guard } from '../guard';
import { trusted } from './trusted';

export interface Scripts {
  /** Takes held scripts in document order; each one that may run is started exactly once. */
  enqueue(held: readonly HTMLScriptElement[]): void;
  /** Is an inline script waiting for the parser to reach its end? */
  waiting(): boolean;
}

/**
 * Starts held scripts in the order of the document. External ones are fetched side by side and run in order;
 * an inline one waits for those before it. `async` ones are waited for by nobody, as on any page.
 */
export function createScripts(mayRun: (element: Element) => boolean): Scripts {
  const started = new WeakSet<Element>();
  const queued = new WeakSet<Element>();
  const queue: HTMLScriptElement[] = [];
  let loading: Promise<unknown>[] = [];
  let running = false;
  let unread = false;

  const run = async () => {
    running = true;
    for (let script = queue.shift(); script; script = queue.shift()) {
      queued.delete(script);
      const inline = !script.hasAttribute('data-src');
      if (inline && loading.length > 0) {
        await Promise.all(loading);
        loading = [];
      }
      // The visitor may have withdrawn while an earlier script was loading.
      const held = script;
      if (started.has(held) || !held.isConnected || !isHeld(held) || !mayRun(held)) continue;
      started.add(held);
      const loaded = guard(() => start(held));
      if (loaded) loading.push(loaded);
    }
    running = false;
  };

  return {
    enqueue(held) {
      unread = false;
      for (const script of held) {
        if (!isHeld(script) || started.has(script) || queued.has(script) || !mayRun(script)) continue;
        if (!isRead(script)) {
          unread = true;
          break;
        }
        queued.add(script);
        queue.push(script);
      }
      if (!running) void run();
    },
    waiting: () => unread,
  };
}

function isHeld(script: HTMLScriptElement): boolean {
  return script.type === 'text/plain';
}

/** The parser puts an element into the document before it has read what stands inside. */
function isRead(script: HTMLScriptElement): boolean {
  if (document.readyState !== 'loading') return true;
  for (let node: Node | null = script; node; node = node.parentNode) if (node.nextSibling) return true;
  return false;
}

/** Puts a live copy in the place of a held script. Answers the end of loading where others wait for it. */
function start(held: HTMLScriptElement): Promise<unknown> | undefined {
  const live = document.createElement('script');
  for (const { name, value } of held.attributes) {
    if (name !== 'type' && name !== 'data-src' && name !== 'data-type') guard(() => live.setAttribute(name, value));
  }
  const type = held.getAttribute('data-type');
  if (type) live.type = type;
  // Browsers hide the nonce attribute; the property still knows it.
  if (held.nonce) live.nonce = held.nonce;
  live.async = held.hasAttribute('async');

  const source = held.getAttribute('data-src');
  if (source === null) {
    live.text = trusted('createScript', held.text);
    held.replaceWith(live);
    return undefined;
  }
  const address = new URL(source, document.baseURI);
  if (address.protocol === 'javascript:') return undefined;
  live.src = trusted('createScriptURL', address.href);
  const loaded = live.async ? undefined : new Promise(settled => {
    live.addEventListener('load', settled);
    live.addEventListener('error', settled);
  });
  held.replaceWith(live);
  return loaded;
}
