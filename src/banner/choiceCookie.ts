import type { Choice, Model } from './types';

const format = /^1~([1-9]\d{0,8})~(\d{1,12})~(opt_in|opt_out|notice_only)~([a-z0-9_.]*)~([a-z0-9_.-]*)$/;

/** `1~{notice}~{unix seconds}~{model}~{granted ids}~{services: id = granted, -id = denied}`, lists joined by dots. */
export function formatChoice(choice: Choice): string {
  const services = [...choice.services].map(([service, on]) => (on ? service : `-${service}`));
  return ['1', choice.notice, choice.at, choice.model, choice.granted.join('.'), services.join('.')].join('~');
}

/** Null for another format version or anything malformed: that is no choice, and fails closed. */
export function parseChoice(value: string): Choice | null {
  const parts = format.exec(value);
  if (!parts) return null;
  return {
    notice: +parts[1]!,
    at: +parts[2]!,
    model: parts[3] as Model,
    granted: list(parts[4]!),
    services: new Map(list(parts[5]!).map(entry => (entry[0] === '-' ? [entry.slice(1), false] : [entry, true]))),
  };
}

function list(text: string): string[] {
  return text.split('.').filter(Boolean);
}
