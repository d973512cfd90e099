import { guard } from '../guard';
import { runsCode } from './embeds';
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
  const queue: HTMLScriptElement[] = [];
  let loading: unknown[] = [];
  let running = false;
  let unread = false;

  const ready = (script: HTMLScriptElement) => /^text\/plain/i.test(script.type) && !started.has(script) && mayRun(script);
  const begin = (script: HTMLScriptElement) => {
    started.add(script);
    return guard(() => start(script));
  };
  const run = async () => {
    running = true;
    for (let script; (script = queue[0]); queue.shift()) {
      if (loading.length && !addressOf(script)) {
        await Promise.all(loading);
        loading = [];
      }
      // The visitor may have withdrawn while an earlier script was loading.
      if (!script.isConnected || !ready(script)) continue;
      const loaded = begin(script);
      if (loaded) loading.push(loaded);
    }
    running = false;
  };

  return {
    enqueue(held) {
      unread = false;
      for (const script of held) {
        if (!ready(script) || queue.includes(script)) continue;
        if ((unread = !isRead(script))) break;
        if (script.hasAttribute('async') && addressOf(script)) void begin(script);
        else queue.push(script);
      }
      if (!running) void run();
    },
    waiting: () => unread,
  };
}

function addressOf(script: HTMLScriptElement): string | null {
  return script.getAttribute('data-src') ?? script.getAttribute('src');
}

/** The parser puts an element into the document before it has read what stands inside. */
function isRead(script: HTMLScriptElement): boolean {
  for (let node: Node | null = script; node; node = node.parentNode) if (node.nextSibling) return true;
  return document.readyState !== 'loading';
}

/** Puts a live copy in the place of a held script. Answers the end of loading where others wait for it. */
function start(held: HTMLScriptElement): Promise<unknown> | undefined {
  const live = document.createElement('script');
  for (const { name, value } of held.attributes) {
    if (!/^(type|src|data-src|data-type)$/.test(name)) guard(() => live.setAttribute(name, value));
  }
  const type = held.getAttribute('data-type');
  if (type) live.type = type;
  // Browsers hide the nonce attribute; the property still knows it.
  live.nonce = held.nonce;
  live.async = held.hasAttribute('async');

  const address = addressOf(held);
  if (address && runsCode(address)) return;
  const loaded = new Promise<void>(settled => {
    live.onload = live.onerror = (event: Event | string) => {
      settled();
      // Whoever made the held element waits for it, not for its copy.
      held.dispatchEvent(new Event((event as Event).type));
    };
  });
  if (address) live.src = trusted('createScriptURL', address);
  else live.text = trusted('createScript', held.text);
  const { write, writeln } = document;
  // To write would wipe a page that has been read. Browsers refuse it to external scripts that come as late as this.
  document.write = document.writeln = () => {};
  held.replaceWith(live);
  document.write = write;
  document.writeln = writeln;
  return address && !live.async ? loaded : undefined;
}
