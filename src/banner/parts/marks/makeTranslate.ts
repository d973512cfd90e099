import type { MakeTranslate } from '../../contracts';
import { guard } from '../../shared/guard';
import { releasedMark } from '../../shared/heldElements';
import { addressNames, markOf, markSelector } from './markOf';

/**
 * Translates the marks of other consent tools and of the inline stub, so that the gate only needs to know its own.
 * A mark that it can't translate stays unchanged, which means held.
 */
export const makeTranslate: MakeTranslate = ({ page, whole }) => {
  const { hub, state } = page;
  const armed = new WeakSet<Element>();
  let asked = false;

  /** Answers the stub: may this element, or a request without an element, load from this host? Marked elements may, because the gate handles them. */
  const allow = (host: string, element?: Element): boolean =>
    !!element?.matches('[data-consent],[data-cookieconsent]')
    || state().notice.categories.some(({ services }) => services.some(({ id, hosts }) => hosts?.includes(host) && state().decision.services.get(id)));
  for (const target of [hub.queue, window.ConsentHub]) Object.assign(target, { allow });

  const translate = (element: Element) => {
    // A marked element that is a script to the browser has already run, and must not run again.
    if (element.localName === 'script' && !element.matches('[type="text/plain"],[type=opt-in],[data-consent-host],[data-src]')) return;
    const mark = markOf(element, state().notice);
    if (!mark) {
      // A tool may name a service by its title, which only the whole notice has.
      if (!asked && element.matches('[data-name],[data-service]')) void whole().then(notice => notice && translateAll());
      asked = true;
      return;
    }
    let [categories, service] = [mark.categories, mark.service];
    if (mark.negated) {
      // For code that cleans up after a tag: it runs once the tag has been allowed and no longer is.
      const on = categories.every(id => state().decision.categories.get(id)) && (!service || state().decision.services.get(service));
      if (on) armed.add(element);
      if (on || !armed.has(element)) return;
      [categories, service] = [state().notice.categories.filter(({ required }) => required).slice(0, 1).map(({ id }) => id), null];
    }
    for (const name of addressNames) {
      const address = element.getAttribute(`data-cookieblock-${name}`);
      if (address) element.setAttribute(`data-${name}`, address);
    }
    if (element.localName === 'script') {
      const type = element.getAttribute('type');
      // A loader may set the script's type after the stub has taken its address: that type is kept for the release.
      // Klaro's `opt-in` is only a mark.
      if (type && type !== 'text/plain' && type !== 'opt-in' && !element.hasAttribute('src')) element.setAttribute('data-type', type);
      if (element.getAttribute('data-type') === 'text/plain') element.removeAttribute('data-type');
      element.setAttribute('type', 'text/plain');
    }
    if (service) element.setAttribute('data-consent-service', service);
    element.setAttribute('data-consent', categories.join(' '));
  };
  const translateAll = () => {
    for (const element of document.querySelectorAll(markSelector)) if (!element.hasAttribute('data-consent')) translate(element);
  };
  /** A frame that was added while its host was allowed has no mark. Once the host is denied it gets the stub's mark, and is held. */
  const catchUp = () => {
    const hosts = document.querySelector<HTMLElement>('script[data-hosts]')?.dataset['hosts']?.split(/\s+/);
    for (const frame of document.querySelectorAll<HTMLIFrameElement>('iframe[src]:not([data-consent])')) {
      const host = guard(() => new URL(frame.src).hostname);
      if (!host || !hosts?.includes(host) || allow(host, frame)) continue;
      frame.setAttribute('data-src', frame.src);
      frame.setAttribute('data-consent-host', host);
      frame.setAttribute(releasedMark, '');
    }
  };
  document.addEventListener('consenthub:change', () => {
    catchUp();
    translateAll();
  });
  return translateAll;
};
