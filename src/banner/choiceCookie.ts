import type { Choice, Model } from './types';

const id = /^[a-z][a-z0-9_]{0,31}$/;
const models: readonly string[] = ['opt_in', 'opt_out', 'notice_only'];

/** `1~{notice}~{unix seconds}~{model}~{granted ids}~{services: id = granted, -id = denied}`, lists joined by dots. */
export function formatChoice(choice: Choice): string {
  const services = [...choice.services].map(([service, on]) => (on ? service : `-${service}`));
  return ['1', choice.notice, choice.at, choice.model, choice.granted.join('.'), services.join('.')].join('~');
}

/** Null for another format version or anything malformed: that is no choice, and fails closed. */
export function parseChoice(value: string): Choice | null {
  const parts = value.split('~');
  const [version, notice, at, model, granted, services] = parts;
  if (version !== '1' || parts.length !== 6) return null;
  if (!/^[1-9]\d{0,8}$/.test(notice!) || !/^\d{1,12}$/.test(at!) || !models.includes(model!)) return null;

  const categories = list(granted!);
  const differing = list(services!).map(entry =>
    entry[0] === '-' ? ([entry.slice(1), false] as const) : ([entry, true] as const));
  if (!categories.every(entry => id.test(entry)) || !differing.every(([entry]) => id.test(entry))) return null;

  return { notice: +notice!, at: +at!, model: model as Model, granted: categories, services: new Map(differing) };
}

function list(text: string): string[] {
  return text === '' ? [] : text.split('.');
}
