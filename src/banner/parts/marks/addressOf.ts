/** The attributes that bring an address into being, and so are what a held element does without. */
export const addressNames = ['src', 'srcset', 'href', 'poster'] as const;

/**
 * Where the address of a held element waits: in `data-src` and its kin; with Cookiebot in `data-cookieblock-src`, or in
 * the `src` of a script that is plain text. Null where it has none, as an inline script.
 */
export function addressOf(element: Element, name: string = 'src'): string | null {
  const read = (attribute: string) => element.getAttribute(attribute);
  return read(`data-${name}`)
    ?? read(`data-cookieblock-${name}`)
    ?? (element.localName === 'script' && read('type') === 'text/plain' ? read(name) : null);
}
