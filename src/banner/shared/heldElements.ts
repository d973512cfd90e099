/** The attributes that load something. The address of a marked element waits in `data-src` for `src`, and so on. */
export const addresses = ['src', 'srcset', 'href', 'poster', 'data', 'srcdoc'];

/** Set on what a release has given its address, so that only this is ever taken back. */
export const releasedMark = 'data-consent-released';

/** Everything that loads with a marked element: itself, what a player has inside, and what a picture offers beside its image. */
export function partsOf(element: Element): Element[] {
  const around = (element.localName === 'img' && element.closest('picture')) || element;
  return [element, ...around.querySelectorAll(':is(source,track):not([data-consent])')];
}

/** Releases a marked frame, image, link or player by giving it its address; one that has it already is left alone. */
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

/** A marked element must not become a way to run code that the page's author did not write as code. */
export function runsCode(address: string): boolean {
  return new URL(address, document.baseURI).protocol === 'javascript:';
}

/** A running copy keeps the marks of its held script, and is none itself. */
export const own = '[data-consent]:not([data-consent-live])';
