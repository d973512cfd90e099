import type { Choice, ConsentState, Grants, Model, Notice, Selection } from './types';

/** Reads a stored choice. Null for another format version or anything malformed, which counts as no choice. */
export function parseChoice(value: string): Choice | null {
  const [, notice, at, model, granted, services] = /^1~([1-9]\d{0,8})~(\d{1,12})~(opt_in|opt_out|notice_only)~([a-z0-9_.]*)~([a-z0-9_.-]*)$/.exec(value) ?? [];
  const list = (text: string) => text.split('.').filter(Boolean);
  return notice ? {
    notice: +notice,
    at: +at!,
    model: model as Model,
    granted: list(granted!),
    services: new Map(list(services!).map(entry => [entry.replace('-', ''), entry[0] !== '-'])),
  } : null;
}

/** `1~{notice}~{unix seconds}~{model}~{granted ids}~{services: id = granted, -id = denied}`, lists joined by dots. */
export function formatChoice({ notice, at, model, granted, services }: Choice): string {
  return [1, notice, at, model, granted.join('.'), [...services].map(([service, on]) => (on ? service : `-${service}`)).join('.')].join('~');
}

/**
 * A choice without its time. A hub on the site's own origin writes the same cookie with its own clock, and that is the
 * same choice.
 */
export function contentOf(choice: Choice | null): string {
  return choice ? formatChoice({ ...choice, at: 0 }) : '';
}

/** The choice that grants this under a notice, made now. */
export function choiceOf({ version, model }: Notice, { granted, services }: Grants): Choice {
  return { notice: version, at: Math.floor(Date.now() / 1000), model, granted, services };
}

/** Does a choice grant anything that is not required? */
export function grantsOptional({ categories }: Pick<Notice, 'categories'>, choice: Choice | null): boolean {
  return !!choice && ([...choice.services.values()].includes(true) || choice.granted.some(id => !categories.some(category => category.id === id && category.required)));
}

/** What a selection grants under a notice. Only services that differ from their category are listed. */
export function grantsOf({ categories }: Notice, { category, service }: Pick<Selection, 'category' | 'service'>): Grants {
  const granted = categories.filter(({ id, required }) => required || category(id)).map(({ id }) => id);
  return {
    granted,
    services: new Map(service && categories.flatMap(({ id, required, services }) => {
      const on = granted.includes(id);
      return services.filter(one => !required && service(one.id) !== on).map(one => [one.id, !on] as const);
    })),
  };
}

/** Has this visitor confirmed the age already? A valid choice that grants something implies it. */
export function isOfAge({ notice, choice, decision: { ask, silent, young } }: ConsentState): boolean {
  return ask === 'none' && !silent && !young && grantsOptional(notice, choice);
}
