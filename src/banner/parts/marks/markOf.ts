import type { Category, Service } from '../../shared/types';

/** What an element waits for: all these categories, and this service if it names one. */
export interface Mark {
  readonly categories: readonly string[];
  readonly service: string | null;
  /** Runs when what it names is turned off after having been on, never at the start. */
  readonly negated?: boolean;
}

/** The first layer has no hosts of required services, because nothing waits for those. */
type MarkedService = Pick<Service, 'id'> & Partial<Pick<Service, 'name' | 'hosts'>>;

/** The part of a notice that is needed to translate marks. */
export interface Marked {
  readonly categories: readonly (Pick<Category, 'id' | 'required'> & { readonly services: readonly MarkedService[] })[];
}

/**
 * Reads the mark of an element: by our own attributes, by those of another consent tool, or by the inline stub. Null if
 * it has no mark, or only names that the notice does not have; a held element then stays held.
 */
export function markOf(element: Element, { categories }: Marked): Mark | null {
  const read = (name: string) => element.getAttribute(`data-${name}`);
  const known = (id: string) => categories.find(category => category.id === id)?.id;
  const category = (id: string, service: string | null = null): Mark | null => (known(id) ? { categories: [id], service } : null);
  const service = (fits: (service: MarkedService) => boolean): Mark | null => {
    for (const { id, services } of categories) {
      const found = services.find(fits);
      if (found) return category(id, found.id);
    }
    return null;
  };
  const named = (name: string) => service(({ id, name: title }) => [id, title ?? id].some(own => bare(own) === bare(name)));

  const own = read('consent');
  if (own !== null) return category(own, read('consent-service') || null);

  // Cookiebot lists categories by its own names. All of them must be granted.
  const listed = read('cookieconsent')?.split(',').map(text => {
    const name = text.trim();
    return known(name) ?? (name === 'necessary' ? categories.find(({ required }) => required)?.id : name === 'statistics' && known('analytics'));
  });
  if (listed?.every(Boolean)) return { categories: listed as string[], service: null };

  // vanilla-cookieconsent marks scripts only; "!" before either name turns the meaning around.
  const group = element.localName === 'script' && read('category');
  if (group) {
    const name = read('service') ?? '';
    const mark = name ? named(name) : category(group.replace('!', ''));
    if (mark) return { ...mark, negated: (group + name).includes('!') };
  }

  // Klaro names a service, which the site may have declared as a category instead.
  const name = read('name');
  const host = read('consent-host');
  return (name ? named(name) ?? category(name) : null) ?? (host ? service(({ hosts }) => !!hosts?.includes(host)) : null);
}

/** A name as tools may spell it: "Google Analytics", "google_analytics" and "google-analytics" are one. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Attributes that hold an address; a held element lacks them. */
export const addressNames = ['src', 'srcset', 'href', 'poster'] as const;

/**
 * The address of a held element, from `data-src`, `data-srcset` and so on; with Cookiebot in
 * `data-cookieblock-src`, or in the `src` of a script that is plain text. Null if it has none, as an inline script.
 */
export function addressOf(element: Element, name: string = 'src'): string | null {
  const read = (attribute: string) => element.getAttribute(attribute);
  return read(`data-${name}`)
    ?? read(`data-cookieblock-${name}`)
    ?? (element.localName === 'script' && read('type') === 'text/plain' ? read(name) : null);
}

/**
 * Everything that may be marked. `data-category` and `data-name` mean other things on many pages, so they count only
 * on elements where the tools that use them look; `markOf` ignores the others.
 */
export const markSelector =
  '[data-consent],[data-consent-host],[data-cookieconsent],script[data-category],script[data-name],[data-name][data-src],[data-name][data-href]';
