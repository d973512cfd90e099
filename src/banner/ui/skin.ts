import type { Notice, Theme } from '../types';
import css from './banner.css?inline';
import { h } from './dom';
import { themeCss } from './themeCss';

/** Gives a host its shadow root and answers the dressed container inside. */
export type Dress = (host: HTMLElement, notice: Notice) => HTMLElement;

/**
 * Constructed style sheets pass the strictest Content-Security-Policy, where a style element would be refused.
 * Browsers of before 2023 get the element.
 */
export function createSkin(theme: Theme): Dress {
  const text = css + themeCss(theme);
  const constructed = construct(text);
  return (host, notice) => {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    const container = h('div', { class: 'ch', dir: notice.dir, lang: notice.lang });
    if (constructed) root.adoptedStyleSheets = [constructed];
    root.replaceChildren(...(constructed ? [] : [h('style', {}, text)]), container);
    return container;
  };
}

function construct(text: string): CSSStyleSheet | null {
  try {
    if (!('adoptedStyleSheets' in Document.prototype)) return null;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  } catch {
    return null;
  }
}
