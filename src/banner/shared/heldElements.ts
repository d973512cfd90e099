/** The attributes that load something. The address of a marked element waits in `data-src` for `src`, and so on. */
export const addresses = ['src', 'srcset', 'href', 'poster', 'data', 'srcdoc'];

/** Set on elements that got their address by a release, so that only such an address is ever removed. */
export const releasedMark = 'data-consent-released';

/** Everything that loads with a marked element: itself, the sources of a player, and the other sources of a picture. */
export function partsOf(element: Element): Element[] {
  const around = (element.localName === 'img' && element.closest('picture')) || element;
  return [element, ...around.querySelectorAll(':is(source,track):not([data-consent])')];
}

/** Releases a marked frame, image, link or player by giving it its address; one that already has it is not changed. */
export function release(element: Element): void {
  let fresh = false;
  for (const part of partsOf(element)) {
    for (const name of addresses) {
      const value = part.getAttribute(`data-${name}`);
      if (!value || part.getAttribute(name) === value || runsCode(value)) continue;
      part.setAttribute(name, value);
      element.setAttribute(releasedMark, '');
      fresh = true;
    }
  }
  // A player with an address of its own has begun by itself; `load()` would overrule its `preload`.
  if (fresh && element instanceof HTMLMediaElement && !element.src) element.load();
}

/** Is this a `javascript:` address? A marked element must not become a way to run code that the page's author did not write as code. */
export function runsCode(address: string): boolean {
  return new URL(address, document.baseURI).protocol === 'javascript:';
}

/** Selects our marked elements. A running copy has the marks of its held script too, but is not one of them. */
export const own = '[data-consent]:not([data-consent-live])';
