export interface Placeholder {
  /** Takes the size and place of its frame, again after the window has changed. */
  fit(): void;
  /** Does it still stand beside its frame? */
  covers(): boolean;
  remove(): void;
}

/** What makes the box of a frame: copied, so that nothing around it moves. */
const box = [
  'width', 'height', 'min-width', 'max-width', 'min-height', 'max-height', 'aspect-ratio', 'box-sizing', 'margin',
  'position', 'inset', 'float', 'clear', 'vertical-align', 'flex', 'align-self', 'justify-self', 'order', 'grid-area',
  'z-index', 'border-radius', 'border-width',
];

/** A hidden or tiny frame has no room for words, and nobody would look for it. */
export function hasRoom(frame: HTMLIFrameElement): boolean {
  return getComputedStyle(frame).display !== 'none' && frame.offsetWidth >= 48 && frame.offsetHeight >= 32;
}

/** Hides a held frame and lets `card` stand in its box. */
export function createPlaceholder(frame: HTMLIFrameElement, card: HTMLElement): Placeholder {
  const { display, boxSizing } = getComputedStyle(frame);
  const measured = boxSizing === 'border-box'
    ? { width: frame.offsetWidth, height: frame.offsetHeight }
    : { width: frame.clientWidth, height: frame.clientHeight };
  const own = frame.style.getPropertyValue('display');
  const priority = frame.style.getPropertyPriority('display');
  const set = (name: string, value: string) => card.style.setProperty(name, value, 'important');

  // Inline and important, so that no rule of the page for its own elements reaches the card.
  set('all', 'initial');
  const fit = () => {
    // With display none, computed values are as written: a width of 100 % stays one, and auto stays auto.
    frame.style.setProperty('display', 'none', 'important');
    const style = getComputedStyle(frame);
    for (const name of box) set(name, style.getPropertyValue(name));
    const shaped = !['', 'auto'].includes(style.getPropertyValue('aspect-ratio'));
    if (style.width === 'auto' && (!shaped || style.height === 'auto')) set('width', `${measured.width}px`);
    if (style.height === 'auto' && !shaped) set('height', `${measured.height}px`);
    set('display', display === 'inline' ? 'inline-block' : display);
    set('overflow', 'hidden');
    set('border-style', 'solid');
    set('border-color', 'transparent');
  };

  fit();
  frame.before(card);

  return {
    fit,
    covers: () => card.isConnected && card.nextSibling === frame,
    remove() {
      card.remove();
      if (own) frame.style.setProperty('display', own, priority);
      else frame.style.removeProperty('display');
      if (frame.getAttribute('style') === '') frame.removeAttribute('style');
    },
  };
}
