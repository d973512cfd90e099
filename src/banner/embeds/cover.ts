import { guard } from '../guard';
import type { Category, Notice, Service } from '../types';
import { button, h } from '../ui/dom';
import { word } from '../ui/words';
import type { Desk } from '../work/work';
import css from './embeds.css?inline';
import { createPlaceholder, hasRoom, type Placeholder } from './placeholder';

export type Cover = (frames: readonly HTMLIFrameElement[]) => Promise<void>;

export type MakeCover = (desk: Desk) => Cover;

/** Puts a card in the place of each held frame that has room for one: what is held back, and two ways to allow it. */
export const createCover: MakeCover = desk => {
  const covered = new Map<HTMLIFrameElement, Placeholder>();
  let held: readonly HTMLIFrameElement[] = [];
  let notice: Notice | null | undefined;
  addEventListener('resize', () => covered.forEach(placeholder => guard(placeholder.fit)));

  return async frames => {
    held = frames;
    for (const [frame, placeholder] of covered) {
      if (frames.includes(frame) && frame.isConnected && placeholder.covers()) continue;
      placeholder.remove();
      covered.delete(frame);
    }
    if (frames.some(frame => !covered.has(frame) && hasRoom(frame))) notice ??= await desk.whole();
    // While the notice was on its way some may have been released, others come.
    for (const frame of held) {
      if (covered.has(frame) || !frame.isConnected || !frame.hasAttribute('data-src') || !hasRoom(frame)) continue;
      const card = guard(() => makeCard(desk, notice ?? desk.page.state().notice, frame));
      if (card) covered.set(frame, createPlaceholder(frame, card));
    }
  };
};

function makeCard({ page, choose }: Desk, notice: Notice, frame: HTMLIFrameElement): HTMLElement | null {
  const found = find(notice, frame);
  if (!found) return null;
  const { category, service } = found;
  const names = { service: service?.name ?? (frame.title || hostOf(frame)), category: category.name };
  const always = () => choose({
    action: 'save',
    source: 'placeholder',
    category: id => !!page.state().decision.categories.get(id) || (!service && id === category.id),
    service: id => id === service?.id || !!page.state().decision.services.get(id) || (!service && category.services.some(one => one.id === id)),
  });

  const host = h('div', { 'data-consenthub-placeholder': category.id });
  const container = page.dress(host, notice, css);
  container.classList.add('fill');
  container.append(h('div', { class: 'held', role: 'group', 'aria-label': frame.title || names.service },
    h('p', {}, word(notice, 'placeholderText', names)),
    h('div', { class: 'allow' },
      button('act', 'placeholder-once', word(notice, 'placeholderOnce', names), () => {
        page.gate.once.add(frame);
        page.gate.sweep();
      }),
      button('act', 'placeholder-allow', word(notice, 'placeholderAlways', names), always))));
  return host;
}

/** The category and the service that the frame names; without a name, the service that declares its host. */
function find(notice: Notice, frame: HTMLIFrameElement): { category: Category; service: Service | undefined } | undefined {
  const named = frame.getAttribute('data-consent-service');
  const host = hostOf(frame);
  const category = notice.categories.find(candidate => candidate.id === frame.getAttribute('data-consent'));
  return category && {
    category,
    service: category.services.find(service => service.id === named)
      ?? (named ? undefined : category.services.find(service => service.hosts.some(declared => `.${host}`.endsWith(`.${declared.replace(/^\*\./, '')}`)))),
  };
}

function hostOf(frame: HTMLIFrameElement): string {
  return new URL(frame.getAttribute('data-src') ?? '', document.baseURI).hostname;
}
