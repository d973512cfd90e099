import { addresses } from '../../shared/heldElements';
import type { ConsentState } from '../../shared/types';

export type Rule =
  | 'required' | 'granted' | 'default' | 'once'
  | 'not_asked' | 'denied' | 'gpc' | 'too_young' | 'outdated' | 'expired' | 'stricter_model'
  | 'unknown_category' | 'unknown_service' | 'unknown_mark' | 'undeclared_host' | 'negated' | 'no_nonce' | 'waiting' | 'not_held' | 'not_watched';

/** Whether an element may run, and by which rule; `because` explains it in a sentence. */
export interface Explanation {
  readonly runs: boolean;
  readonly rule: Rule;
  readonly because: string;
}

const verdict = (runs: boolean, rule: Rule, because: string): Explanation => ({ runs, rule, because });

/**
 * Why a marked element runs or is held. `mayRun` is the gate's own result, which includes what the visitor has allowed
 * once. `nonce` is that of our own tag. `watches` says whether the page has registered a shadow root.
 */
export function why(element: Element, view: ConsentState, mayRun: boolean, nonce: string, watches: (root: Node) => boolean = () => false): Explanation {
  const root = element.getRootNode();
  const own = element.hasAttribute('data-consent');
  if (root !== document && isHeld(element) && !(own && watches(root))) {
    return verdict(false, 'not_watched', own
      ? 'it is inside a shadow root that was not handed to ConsentHub.watch()'
      : 'inside a shadow root only data-consent is understood');
  }

  const categories = element.getAttribute('data-consent')?.trim().split(/\s+/);
  if (!categories) return whyForeign(element);

  const service = element.getAttribute('data-consent-service');
  const verdicts = categories.map(id => whyOf(view, id, service));
  const found = verdicts.find(({ runs }) => !runs) ?? verdicts[0]!;
  if (nonce && element instanceof HTMLScriptElement && isHeld(element) && element.nonce !== nonce) {
    return verdict(false, 'no_nonce', "ConsentHub's own tag has a nonce, and this script lacks the same");
  }
  if (mayRun) return found.runs ? found : verdict(true, 'once', 'the visitor allowed it on this page, once');
  if (!isHeld(element)) {
    return verdict(true, 'not_held', element.localName === 'script'
      ? `it ran when that was allowed, or was never held for want of type="text/plain"; now ${found.because}`
      : `its address does not wait in data-src, so nothing holds it; ${found.because}`);
  }
  return found.runs ? verdict(false, 'waiting', `it is allowed, but the script has not released it yet: ${found.because}`) : found;
}

/** Why a category, or one service of it, is on or off. */
export function whyOf({ notice, choice, decision }: ConsentState, id: string, serviceId: string | null): Explanation {
  const category = notice.categories.find(one => one.id === id);
  if (!category) return verdict(false, 'unknown_category', `the notice has no category "${id}"`);
  if (serviceId && !category.services.some(service => service.id === serviceId)) {
    return verdict(false, 'unknown_service', `the category "${id}" has no service "${serviceId}"`);
  }
  if (category.required) return verdict(true, 'required', `"${id}" is required`);

  const valid = !!choice && decision.ask === 'none' && !decision.silent;
  const made = choice && `the choice of ${new Date(choice.at * 1000).toISOString()}`;
  const own = serviceId && valid ? choice.services.get(serviceId) : undefined;
  const what = own === undefined ? `"${id}"` : `"${serviceId}", apart from its category,`;

  if (serviceId ? decision.services.get(serviceId) : decision.categories.get(id)) {
    return valid
      ? verdict(true, 'granted', `${what} was granted by ${made}`)
      : verdict(true, 'default', `under ${notice.model} "${id}" is on until the visitor objects`);
  }
  if (decision.young) return verdict(false, 'too_young', 'the visitor is below the age of the notice');
  if (own === false || (choice && own === undefined && !choice.granted.includes(id))) {
    return verdict(false, 'denied', `${what} was denied by ${made}${valid ? '' : ', and what was denied stays off'}`);
  }
  if (decision.gpc.includes(id) && (valid || (notice.model !== 'opt_in' && category.default))) {
    return verdict(false, 'gpc', `the browser sends Global Privacy Control, which turns "${id}" off`);
  }
  switch (decision.ask) {
    case 'outdated': return verdict(false, 'outdated', `${made} was made under notice ${choice!.notice}, which has changed since in what it asks for`);
    case 'expired': return verdict(false, 'expired', `${made} has expired`);
    case 'stricter_model': return verdict(false, 'stricter_model', `${made} was made under ${choice!.model}, which does not count under ${notice.model}`);
    case 'first':
    case 'none': return verdict(false, 'not_asked', `nothing was chosen yet, and under ${notice.model} "${id}" is off until it is granted`);
    default: return decision.ask satisfies never;
  }
}

/** Other tools' marks are translated to ours if the notice has their names, so a mark that remains could not be translated. */
function whyForeign(element: Element): Explanation {
  if (element.localName === 'script' && !element.matches('[type="text/plain"],[type=opt-in],[data-consent-host],[data-src]')) {
    return verdict(true, 'not_held', 'the browser has run it, for want of type="text/plain"');
  }
  const host = element.getAttribute('data-consent-host');
  if (host) return verdict(false, 'undeclared_host', `the inline stub held it for its host ${host}, which no service of the notice declares`);
  if (/^!/.test(element.getAttribute('data-category') ?? '') || /^!/.test(element.getAttribute('data-service') ?? '')) {
    return verdict(false, 'negated', 'it runs when what it names is turned off after having been on');
  }
  return verdict(false, 'unknown_mark', 'it is marked for another tool, by a name that the notice does not have');
}

/** Is the element held: a script that is still plain text, or another element without its address? */
function isHeld(element: Element): boolean {
  if (element.localName === 'script') {
    return /^text\/plain/i.test(element.getAttribute('type') ?? '') && !element.previousElementSibling?.hasAttribute('data-consent-live');
  }
  // An address that differs from the held one is the page's own substitute; the element is still held.
  return addresses.every(name => {
    const [address, waiting] = [element.getAttribute(name), element.getAttribute(`data-${name}`)];
    return address === null || (waiting !== null && waiting !== address);
  });
}
