import { runsCode } from '../shared/heldElements';
import { guard } from '../shared/guard';
import type { Scripts } from '../contracts';
import { companion } from './companion';
import { trusted } from './trusted';

/**
 * Held scripts whose code is loading, each with the promise that later scripts wait for; an `async` one has no promise,
 * only `true`.
 */
type Coming = Map<HTMLScriptElement, unknown>;

/**
 * Starts held scripts below `root` in their order. External ones are fetched in parallel and run in order; an inline one
 * waits for those before it. Nothing waits for `async` ones, as on any page.
 *
 * Inline scripts run in slices of 8 ms with a paint between them. Once the page has loaded, a paint comes before the
 * first slice too, so that the screen first reacts to the visitor's press.
 */
export function createScripts(mayRun: (script: HTMLScriptElement) => boolean, root: ParentNode): Scripts {
  const started = new WeakMap<Node, HTMLScriptElement>();
  const coming: Coming = new Map();
  const queue: HTMLScriptElement[] = [];
  let running = false;
  let unread = false;

  const ready = (script: HTMLScriptElement) => /^text\/plain/i.test(script.type) && !started.has(script) && mayRun(script);
  const begin = (script: HTMLScriptElement) => {
    const copy = document.createElement('script');
    started.set(script, copy);
    guard(() => start(script, copy, coming));
  };
  const run = async () => {
    running = true;
    let sliceEnd = document.readyState === 'complete' ? 0 : Date.now() + 8;
    for (let script; (script = queue[0]); queue.shift()) {
      if (!addressOf(script)) {
        await Promise.all(coming.values());
        if (Date.now() > sliceEnd) {
          await painted();
          sliceEnd = Date.now() + 8;
        }
      }
      // The visitor may have withdrawn while an earlier script was loading, or between two slices.
      if (script.isConnected && ready(script)) begin(script);
    }
    running = false;
  };

  return {
    enqueue: held => {
      unread = false;
      for (const [script] of coming) {
        const copy = started.get(script)!;
        if (!mayRun(script)) {
          // A script runs only in the document for which it was requested, so moving the copy to another one stops it.
          new Document().append(copy);
          copy.dispatchEvent(new Event('error'));
          started.delete(script);
        }
      }
      for (const script of held) {
        // If a renderer has moved the held script, its copy follows. Moving the copy does not run it again.
        const copy = started.get(script);
        if (copy?.isConnected && copy.nextSibling !== script) script.before(copy);
      }
      // Removes every other copy: it has lost its held script, or comes from a snapshot of the page.
      for (const copy of root.querySelectorAll('[data-consent-live]')) if (started.get(copy.nextSibling!) !== copy) copy.remove();
      for (const script of held) {
        if (!ready(script) || queue.includes(script)) continue;
        if ((unread = !isRead(script))) break;
        if (script.hasAttribute('async') && addressOf(script)) begin(script);
        else queue.push(script);
      }
      if (!running) void run();
    },
    waiting: () => unread,
  };
}

/** Resolves after the next paint, or after 99 ms in a hidden page, which paints nothing. */
function painted(): Promise<unknown> {
  return new Promise(done => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 99);
  });
}

function addressOf(script: HTMLScriptElement): string | null {
  return script.getAttribute('data-src') ?? script.getAttribute('src');
}

/** Has the parser read the whole content of this script? The parser inserts an element into the document before it reads the element's content. */
function isRead(script: HTMLScriptElement): boolean {
  for (let node: Node | null = script; node; node = node.parentNode) if (node.nextSibling) return true;
  return document.readyState !== 'loading';
}

/**
 * Inserts a running copy before a held script, which stays where it is: the page's renderer may still move and remove
 * it. Because the copy comes first, a tag that looks for itself by its id finds the running one.
 */
function start(held: HTMLScriptElement, copy: HTMLScriptElement, coming: Coming): void {
  for (const { name, value } of held.attributes) {
    if (!/^(type|src|data-src)$/.test(name)) guard(() => copy.setAttribute(name, value));
  }
  copy.setAttribute('data-consent-live', '');
  const type = held.getAttribute('data-type');
  if (type) copy.type = type;
  // Browsers hide the nonce attribute, but the property still has its value.
  copy.nonce = held.nonce;
  copy.async = held.hasAttribute('async');

  const address = addressOf(held);
  if (address && runsCode(address)) return;
  const loaded = new Promise<void>(settled => {
    copy.onload = copy.onerror = (event: Event | string) => {
      settled();
      coming.delete(held);
      // The page's code that created the held element listens to that element, not to its copy.
      held.dispatchEvent(new Event((event as Event).type));
    };
  });
  if (address) {
    coming.set(held, copy.async || loaded);
    copy.src = trusted('createScriptURL', address);
  } else copy.text = trusted('createScript', held.text);
  const { write, writeln } = document;
  // On a page that is already parsed, `document.write` from the copy would erase everything. Only for external scripts
  // do browsers themselves ignore the call.
  document.write = document.writeln = () => {};
  companion(copy, held);
  held.before(copy);
  document.write = write;
  document.writeln = writeln;
  // The copy has started, so its type no longer matters. With this type, a copy of the copy, as in a snapshot of the
  // page, does not start again.
  copy.type = 'text/plain';
}
