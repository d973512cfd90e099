type Child = Node | string | undefined;

/** An element with its class, attributes and children; text stays text. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: { readonly [name: string]: string } = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter(child => child !== undefined));
  return made;
}

/** A link if the address is http or https, otherwise only the text. */
export function link(address: string, words = address): Node | string {
  const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
  return isWeb ? element('a', { href: address, rel: 'noopener noreferrer' }, words) : words;
}

/** A list of names and values; rows without a value are left out. */
export const facts = (...rows: readonly (readonly [string, Child])[]): HTMLElement =>
  element('dl', {}, ...rows.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));
