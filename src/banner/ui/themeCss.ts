import type { Theme } from '../types';
import { contrast, inkOn } from './colour';

const light = { bg: '#ffffff', ink: '#15181e', mute: '#565d69', line: '#e4e7ec', soft: '#f6f7f9', edge: '#767d8a', veil: 'rgb(15 18 25/.42)' };
const dark = { bg: '#1a1c21', ink: '#f2f3f5', mute: '#adb3bd', line: '#33363e', soft: '#23262c', edge: '#8b919c', veil: 'rgb(0 0 0/.6)' };

/** The site's colours, corners and font as custom properties, for both schemes. Only checked values reach this text. */
export function themeCss(theme: Theme): string {
  // A custom property cannot carry "inherit": it would take that word for itself.
  const font = theme.font === 'inherit'
    ? ':host,:host(#consenthub){font-family:inherit!important}.ch{font-family:inherit}'
    : '.ch{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}';
  const bright = palette(light, theme.accent, 'light');
  const night = palette(dark, theme.accentDark, 'dark');
  return `${font}.ch{--r:${theme.radius}px;${theme.scheme === 'dark' ? night : bright}}`
    + (theme.scheme === 'auto' ? `@media(prefers-color-scheme:dark){.ch{${night}}}` : '');
}

function palette(colours: typeof light, accent: string, scheme: string): string {
  // An accent that hardly stands out from the surface cannot carry the state of a switch or the ring of the focus.
  const mark = contrast(accent, colours.bg) >= 3 ? accent : colours.ink;
  const own = Object.entries(colours).map(([name, value]) => `--${name}:${value};`).join('');
  return `color-scheme:${scheme};${own}--accent:${accent};--on:${inkOn(accent)};--mark:${mark};--knob:${inkOn(mark)}`;
}
