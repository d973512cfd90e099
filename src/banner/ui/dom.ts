import { guard } from '../guard';

type Child = Node | string | null | undefined | false;
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Makes an element from attributes and children. Text stays text: there is no way in for markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(attributes: Attributes, label: Child, onClick: () => void): HTMLButtonElement {
  const made = h('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', () => void guard(onClick));
  return made;
}

/** A link to a page of the web; nothing where the address is none. */
export function link(text: string | undefined, address: string | undefined): HTMLAnchorElement | null {
  return text && address && /^(https?:|\/)/.test(address) ? h('a', { href: address, rel: 'noopener' }, text) : null;
}

/** A line drawing of 24 by 24, in the colour of the text beside it. */
export function icon(path: string, name: string): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(space, 'svg');
  set(drawing, { viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false', class: `icon ${name}` });
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  drawing.append(line);
  return drawing;
}

function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
}
