import type { Choice, Model } from './types';

/** Null for another format version or anything malformed: that is no choice, and fails closed. */
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

/** A choice without its time: a hub on the site's own origin writes the same cookie by its own clock, and that is no other choice. */
export function contentOf(choice: Choice | null): string {
  return choice ? formatChoice({ ...choice, at: 0 }) : '';
}
