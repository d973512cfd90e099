import type { Palette } from '../../shared/types';

/** Least contrast of text and background (WCAG 2.2, 1.4.3), and the tolerance by which accepting may be more prominent than refusing. */
const readable = 4.5;
const tolerance = 1.15;

/** The hub's own rules for the colours of a theme: all text is readable, and refusing is at least as prominent as agreeing. */
export function isReadable(palette: Palette): boolean {
  const on = (one: string, other: string) => contrast(palette[one]!, palette[other]!);
  // The hub rounds the colours that it mixes, which must not count as an error.
  const least = readable - 0.01;
  return on('ink', 'bg') >= least && on('mute', 'bg') >= least && on('ink', 'soft') >= least
    && on('onAccept', 'accept') >= least && on('onReject', 'reject') >= least
    && on('accept', 'bg') <= on('reject', 'bg') * tolerance + 0.01
    && on('onAccept', 'accept') <= on('onReject', 'reject') * tolerance + 0.01;
}

/**
 * The label for agreeing has at most twice as many letters as the one for refusing; a refusal of fewer than four letters
 * counts as four.
 */
export function isFair(accept: string | undefined, reject: string | undefined): boolean {
  const letters = (words = '') => [...words].filter(letter => /[\p{L}\p{N}]/u.test(letter)).length;
  return letters(reject) > 0 && letters(accept) > 0 && letters(accept) <= 2 * Math.max(letters(reject), 4);
}

/** The contrast ratio of WCAG: from 1 for equal lightness to 21 for black on white. */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map(at => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
