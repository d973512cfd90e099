import { bare } from './bare';
import { guard } from './guard';
import type { Category, Notice, Service, Theme } from './types';

type Fields = Record<string, unknown>;

/** A notice we can act on, or null: half a notice would be a guess. Fields of the first layer are enough. */
export function parseNotice(input: unknown): Notice | null {
  return guard(() => read(bare(input) as Fields)) ?? null;
}

function read(from: Fields): Notice | null {
  const { site, version, lang, model, categories } = from;
  if (!isId(site) || !isVersion(version) || typeof lang !== 'string' || !Array.isArray(categories) || categories.length === 0) return null;
  if (model !== 'opt_in' && model !== 'opt_out' && model !== 'notice_only') return null;

  const read = categories.map(readCategory);
  if (read.includes(null)) return null;
  const cookie = (from['cookie'] ?? {}) as Fields;

  return {
    site, version, lang, model,
    validSince: isVersion(from['validSince']) ? from['validSince'] : version,
    dir: from['dir'] === 'rtl' ? 'rtl' : 'ltr',
    region: typeof from['region'] === 'string' ? from['region'] : 'ZZ',
    languages: strings(from['languages']),
    categories: read as Category[],
    texts: (from['texts'] ?? bare({})) as Record<string, string>,
    theme: readTheme((from['theme'] ?? bare({})) as Fields),
    cookie: {
      domain: typeof cookie['domain'] === 'string' && /^[a-z0-9.-]+$/i.test(cookie['domain']) ? cookie['domain'] : null,
      maxAge: typeof cookie['maxAge'] === 'number' && cookie['maxAge'] > 0 ? Math.floor(cookie['maxAge']) : 182 * 86_400,
    },
    links: (from['links'] ?? bare({})) as Record<string, string>,
    reloadOnWithdraw: from['reloadOnWithdraw'] === true,
    recordPage: from['recordPage'] === true,
  };
}

function readCategory(from: Fields): Category | null {
  const { id, name } = from;
  if (!isId(id)) return null;
  const services = (Array.isArray(from['services']) ? from['services'] : []).filter((service: Fields) => isId(service['id']));
  return {
    ...(from as unknown as Category),
    id,
    name: typeof name === 'string' ? name : id,
    required: from['required'] === true,
    default: from['default'] === true,
    gpc: from['gpc'] === true,
    services: services.map(readService),
  };
}

function readService(from: Fields): Service {
  return {
    ...(from as unknown as Service),
    name: typeof from['name'] === 'string' ? from['name'] : String(from['id']),
    hosts: strings(from['hosts']),
    cookies: Array.isArray(from['cookies'])
      ? from['cookies'].filter((cookie: Fields) => typeof cookie['name'] === 'string' && cookie['name'] !== '')
      : [],
  };
}

/** Colours and lengths go into a style sheet, so only their exact forms pass. */
function readTheme(from: Fields): Theme {
  const accent = colour(from['accent'], '#1d4ed8');
  return {
    layout: from['layout'] === 'bar' ? 'bar' : 'box',
    position: pick(from['position'], ['bottom', 'top', 'bottom_left', 'bottom_right', 'center'], from['layout'] === 'bar' ? 'bottom' : 'bottom_right'),
    accent,
    accentDark: colour(from['accentDark'], accent === '#1d4ed8' ? '#8ab0ff' : accent),
    radius: typeof from['radius'] === 'number' ? Math.min(24, Math.max(0, from['radius'])) : 14,
    scheme: pick(from['scheme'], ['auto', 'light', 'dark'], 'auto'),
    font: from['font'] === 'inherit' ? 'inherit' : 'system',
  };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9_-]{0,31}$/.test(value);
}

function isVersion(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : [];
}

function colour(value: unknown, otherwise: string): string {
  return typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : otherwise;
}

function pick<const T extends string>(value: unknown, allowed: readonly T[], otherwise: NoInfer<T>): T {
  return allowed.includes(value as T) ? (value as T) : otherwise;
}
