export interface Placeholder {
  /** Takes the size and place of its frame; called again after the frame or the window has changed. */
  fit(): void;
  /** Is it still the previous sibling of its frame? */
  covers(): boolean;
  remove(): void;
}

/** The properties of a frame's box, copied so that nothing around it moves. */
const boxProperties = [
  'width', 'height', 'min-width', 'max-width', 'min-height', 'max-height', 'aspect-ratio', 'box-sizing', 'margin',
  'position', 'inset', 'float', 'clear', 'vertical-align', 'flex', 'align-self', 'justify-self', 'order', 'grid-area',
  'z-index', 'border-radius', 'border-width',
];

/** Whether the frame can show a placeholder. A hidden or tiny frame has no room for text and needs none. */
export function hasRoom(frame: HTMLIFrameElement): boolean {
  return getComputedStyle(frame).display !== 'none' && frame.offsetWidth >= 48 && frame.offsetHeight >= 32;
}

/**
 * Puts `card` into the box of a held frame. The frame keeps its place, its attributes and its style, which belong to the
 * page's renderer. A CSS rule hides the frame for as long as the card is its previous sibling.
 */
export function createPlaceholder(frame: HTMLIFrameElement, card: HTMLElement): Placeholder {
  const { display, boxSizing } = getComputedStyle(frame);
  const measured = boxSizing === 'border-box'
    ? { width: frame.offsetWidth, height: frame.offsetHeight }
    : { width: frame.clientWidth, height: frame.clientHeight };
  const set = (name: string, value: string) => {
    if (card.style.getPropertyValue(name) !== value) card.style.setProperty(name, value, 'important');
  };

  // Inline and important, so that no rule of the page for its own elements reaches the card.
  set('all', 'initial');
  const fit = () => {
    // With display none, computed values are as written: a width of 100 % stays 100 %, and auto stays auto.
    const style = getComputedStyle(frame);
    for (const name of boxProperties) set(name, style.getPropertyValue(name));
    const shaped = !['', 'auto'].includes(style.getPropertyValue('aspect-ratio'));
    if (style.width === 'auto' && (!shaped || style.height === 'auto')) set('width', `${measured.width}px`);
    if (style.height === 'auto' && !shaped) set('height', `${measured.height}px`);
    set('display', display === 'inline' ? 'inline-block' : display);
    // Inherited, so that the card is hidden with the slide or tab around it, but not by the page's rule for frames
    // without an address.
    set('visibility', 'inherit');
    set('overflow', 'hidden');
    set('border-style', 'solid');
    set('border-color', 'transparent');
  };

  hideCovered(frame.getRootNode() as Document | ShadowRoot);
  frame.before(card);
  fit();

  return {
    fit,
    covers: () => card.isConnected && card.nextSibling === frame,
    remove: () => card.remove(),
  };
}

const hiding = new WeakSet<Node>();

/** Adds the rule that hides a frame behind its card: once for the document, and for each shadow root. */
function hideCovered(root: Document | ShadowRoot): void {
  if (hiding.has(root)) return;
  hiding.add(root);
  // The unused ids give it more specificity than rules of the page.
  const rule = '[data-consenthub-placeholder]:not(#_#_#_)+iframe{display:none!important}';
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rule);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = rule;
    ((root as Document).head ?? root).append(style);
  }
}
