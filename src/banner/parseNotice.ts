import { bare } from './bare';
import { guard } from './guard';
import type { Category, Notice, Service, Theme } from './types';

type Fields = Record<string, unknown>;

/**
 * A notice we can act on, or null: half a notice would be a guess. Fields of the first layer are enough.
 * The hub has checked what a site file says; this keeps out what is no notice, and an older or newer hub's surprises.
 */
export function parseNotice(input: unknown): Notice | null {
  return guard(() => read(bare(input) as Fields)) ?? null;
}

function read(from: Fields): Notice | null {
  const { site, version, validSince, lang, model, cookie, categories } = from;
  if (!isId(site) || !isCount(version) || typeof lang !== 'string') return null;
  if (model !== 'opt_in' && model !== 'opt_out' && model !== 'notice_only') return null;
  const { domain, maxAge } = cookie as Fields;

  return {
    ...(from as unknown as Notice),
    validSince: isCount(validSince) ? validSince : version,
    dir: from['dir'] === 'rtl' ? 'rtl' : 'ltr',
    languages: list(from['languages']) as string[],
    categories: (categories as Fields[]).map(readCategory),
    texts: (from['texts'] ?? bare({})) as Record<string, string>,
    links: (from['links'] ?? bare({})) as Record<string, string>,
    theme: readTheme((from['theme'] ?? bare({})) as Fields),
    cookie: { domain: typeof domain === 'string' ? domain : null, maxAge: isCount(maxAge) ? maxAge : 182 * 86_400 },
    reloadOnWithdraw: from['reloadOnWithdraw'] === true,
    recordPage: from['recordPage'] === true,
  };
}

/** Throws for a category without an id, and then there is no notice. */
function readCategory(from: Fields): Category {
  if (!isId(from['id'])) throw new TypeError('category');
  return {
    ...(from as unknown as Category),
    required: from['required'] === true,
    default: from['default'] === true,
    gpc: from['gpc'] === true,
    services: (list(from['services']) as Fields[]).map(service => ({
      ...(service as unknown as Service),
      hosts: list(service['hosts']) as string[],
      cookies: list(service['cookies']) as Service['cookies'],
    })),
  };
}

/** Colours and lengths go into a style sheet, so only their exact forms pass. */
function readTheme(from: Fields): Theme {
  const { layout, position, radius, scheme } = from;
  const accent = colour(from['accent'], '#1d4ed8');
  const bar = layout === 'bar';
  return {
    layout: bar ? 'bar' : 'box',
    position: /^(bottom|top|bottom_left|bottom_right|center)$/.test(String(position)) ? (position as Theme['position']) : bar ? 'bottom' : 'bottom_right',
    accent,
    accentDark: colour(from['accentDark'], from['accent'] === undefined ? '#8ab0ff' : accent),
    radius: typeof radius === 'number' ? Math.min(24, Math.max(0, radius)) : 14,
    scheme: scheme === 'light' || scheme === 'dark' ? scheme : 'auto',
    font: from['font'] === 'inherit' ? 'inherit' : 'system',
  };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9_-]{0,31}$/.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function colour(value: unknown, otherwise: string): string {
  return typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : otherwise;
}
