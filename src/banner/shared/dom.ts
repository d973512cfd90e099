export type Child = Node | string | null | undefined | false;
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Makes an element from attributes and children. Text stays text: markup is never parsed. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value || value === '') element.setAttribute(name, value as string);
  element.append(...children.filter(Boolean) as (Node | string)[]);
  return element;
}

export function button(kind: string, hook: string, label: Child, onClick: () => unknown, attributes?: Attributes): HTMLButtonElement {
  const made = h('button', { type: 'button', class: `${kind} ${hook}`, 'data-ch': hook, ...attributes }, label);
  made.onclick = onClick;
  // Keeps a mouse press from moving the focus.
  made.onmousedown = () => false;
  return made;
}

/** Adds a style sheet to a root that has styles, in the form of its first one: constructed, or a style element. */
export function addCss(root: ShadowRoot, text: string): void {
  if (!root.adoptedStyleSheets?.length) return root.prepend(h('style', {}, text));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
