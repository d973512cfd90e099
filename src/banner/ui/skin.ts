import css from './banner.css?inline';
import { h } from '../shared/dom';
import type { Notice, Palette } from '../shared/types';
import { companion } from '../gate/companion';

/**
 * Gives a host its shadow root with styles, and returns the container inside. Constructed style sheets pass the strictest
 * Content-Security-Policy, where a style element would be refused; browsers of before 2023 get the element. `beside` is
 * the page's element that the host belongs to.
 */
export function dress(host: HTMLElement, notice: Notice, more = '', beside?: Element): HTMLElement {
  companion(host, beside);
  // Our own host is no stop of the Tab key; it delegates the focus to its content.
  const root = host.attachShadow({ mode: 'open', delegatesFocus: !more });
  const text = css + themeCss(notice) + more;
  const container = h('div', { class: 'ch', lang: notice.lang, dir: notice.dir });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(h('style', {}, text));
  }
  root.append(container);
  return container;
}

/** The site's colours, corners and font as custom properties. The hub has checked every value. */
export function themeCss({ theme: { light, dark, scheme, font, radius } }: Notice): string {
  // If the page declares light or dark by the `color-scheme` of its root, the banner follows; otherwise the system decides.
  const page = getComputedStyle(document.documentElement).colorScheme;
  const shown = scheme === 'auto' && /^(light|dark)$/.test(page) ? page : scheme;
  const palette = (colours: Palette) => `.ch{${Object.entries(colours).map(pair => `--${pair.join(':')}`).join(';')}}`;
  return `.ch{--r:${radius}px;color-scheme:${shown === 'auto' ? 'light dark' : shown}}`
    + palette(shown === 'dark' ? dark : light)
    + (shown === 'auto' ? `@media(prefers-color-scheme:dark){${palette(dark)}}` : '')
    // A custom property can't have the value "inherit": the keyword would apply to the property itself.
    + (font === 'inherit' ? ':host,:host(#consenthub),.ch{font-family:inherit!important}' : '');
}
