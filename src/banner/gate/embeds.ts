/** Where the address of a marked element waits: `data-src` for `src`, and so on. */
export const addresses = ['src', 'srcset', 'href', 'poster'];

/** Set on what a release has given its address, so that only this is ever taken back. */
export const releasedMark = 'data-consent-released';

/** Releases a marked frame, image, link or player by giving it its address; one that has it already is left alone. */
export function release(element: Element): void {
  const media = element instanceof HTMLMediaElement;
  let fresh = false;
  for (const part of [element, ...(media ? element.querySelectorAll('source') : [])]) {
    for (const name of addresses) {
      const value = part.getAttribute(`data-${name}`);
      if (!value || part.getAttribute(name) === value || runsCode(value)) continue;
      part.setAttribute(name, value);
      element.setAttribute(releasedMark, '');
      fresh = true;
    }
  }
  if (fresh && media) element.load();
}

/** A marked element must not become a way to run code that the page's author did not write as code. */
export function runsCode(address: string): boolean {
  return new URL(address, document.baseURI).protocol === 'javascript:';
}
