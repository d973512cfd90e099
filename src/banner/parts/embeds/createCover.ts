import type { MakeCover, PartContext } from '../../contracts';
import { isOfAge } from '../../shared/choice';
import { button, h } from '../../shared/dom';
import { guard } from '../../shared/guard';
import { word } from '../../shared/texts';
import type { Category, Notice, Service } from '../../shared/types';
import css from './embeds.css?inline';
import { createPlaceholder, hasRoom, type Placeholder } from './placeholder';

/** Limit of how often the card of one frame is made again. A page that removes the card more often does not want it. */
const attempts = 50;

/**
 * Shows a card instead of each held frame that is large enough. The card says what is held, and offers ways to allow it.
 * A frame that is too small yet, as in a tab that opens later, gets its card when it is large enough.
 */
export const createCover: MakeCover = context => {
  const covered = new Map<HTMLIFrameElement, Placeholder>();
  const tries = new WeakMap<HTMLIFrameElement, number>();
  const watched = new WeakSet<Node>();
  let held: readonly HTMLIFrameElement[] = [];
  let notice: Notice | null | undefined;
  let offered = '';

  const fit = () => covered.forEach(placeholder => guard(placeholder.fit));
  addEventListener('resize', fit);
  // The update runs in the next task: a change of size within the observer's own callback would raise a ResizeObserver
  // loop error.
  const resized = guard(() => new ResizeObserver(entries => void setTimeout(() => {
    if (entries.some(({ target }) => !(target instanceof HTMLIFrameElement))) fit();
    void update();
  })));
  const moved = new MutationObserver(records => {
    if (records.some(({ attributeName }) => attributeName)) fit();
    if ([...covered].some(([frame, placeholder]) => !frame.isConnected || !placeholder.covers())) void update();
  });

  const update = async () => {
    // The card changes once the visitor's age is known or the language changes.
    const offer = context.page.state().decision.young ? 'nothing' : mayOnce(context) ? 'once' : 'always';
    const { lang } = context.page.state().notice;
    const stale = offer + lang !== offered;
    offered = offer + lang;
    for (const [frame, placeholder] of covered) {
      if (!stale && held.includes(frame) && frame.isConnected && placeholder.covers()) continue;
      placeholder.remove();
      covered.delete(frame);
    }
    for (const frame of held) if (!covered.has(frame)) resized?.observe(frame);
    if (held.some(frame => !covered.has(frame) && hasRoom(frame))) notice = await context.whole();
    // While the notice was loading, frames may have been released or added.
    for (const frame of held) {
      const tried = tries.get(frame) ?? 0;
      if (covered.has(frame) || !frame.isConnected || !frame.hasAttribute('data-src') || !hasRoom(frame) || tried > attempts) continue;
      tries.set(frame, tried + 1);
      const card = guard(() => makeCard(context, notice ?? context.page.state().notice, frame, offer));
      if (!card) continue;
      covered.set(frame, createPlaceholder(frame, card));
      resized?.observe(card);
      moved.observe(frame, { attributeFilter: ['style', 'class', 'width', 'height'] });
      const root = frame.getRootNode();
      if (watched.has(root)) continue;
      watched.add(root);
      moved.observe(root, { subtree: true, childList: true });
    }
  };
  return frames => {
    held = frames;
    return update();
  };
};

function makeCard({ page, choose }: PartContext, notice: Notice, frame: HTMLIFrameElement, offer: string): HTMLElement | null {
  const found = find(notice, frame);
  if (!found) return null;
  const { categories, service } = found;
  // The gate needs the service too: otherwise a grant for this service alone would not release the frame.
  if (service) frame.setAttribute('data-consent-service', service.id);
  const names = {
    service: service?.name ?? (frame.title || hostOf(frame)),
    category: new Intl.ListFormat(notice.lang).format(categories.map(({ name }) => name)),
  };
  const always = () => choose({
    action: 'save',
    source: 'placeholder',
    category: id => !!page.state().decision.categories.get(id) || (!service && categories.some(one => one.id === id)),
    service: id => id === service?.id || !!page.state().decision.services.get(id) || (!service && categories.some(({ services }) => services.some(one => one.id === id))),
  });

  const host = h('div', { 'data-consenthub-placeholder': categories[0]!.id, 'data-nosnippet': '' });
  const container = page.dress(host, notice, css, frame);
  container.classList.add('fill');
  container.append(h('div', { class: 'held', role: 'group', 'aria-label': frame.title || names.service },
    h('p', {}, word(notice, 'placeholderText', names)),
    offer === 'nothing' ? h('p', {}, word(notice, 'ageBelow', { age: String(notice.age?.threshold) })) : h('div', { class: 'allow' },
      offer === 'once' && button('act', 'placeholder-once', word(notice, 'placeholderOnce', names), () => {
        page.gate.onceAllowed.add(frame);
        page.gate.sweep();
      }),
      button('act', 'placeholder-allow', word(notice, 'placeholderAlways', names), always))));
  return host;
}

/** Whether the visitor may allow this frame once. With an age threshold, only after the visitor was asked for the age. */
function mayOnce({ page }: PartContext): boolean {
  return !page.state().notice.age || isOfAge(page.state());
}

/**
 * The categories that the frame waits for, and the service that it names. If it names none, the service that declares
 * its host.
 */
function find(notice: Notice, frame: HTMLIFrameElement): { categories: readonly Category[]; service: Service | undefined } | undefined {
  const ids = frame.getAttribute('data-consent')!.match(/\S+/g)!;
  const categories = notice.categories.filter(({ id }) => ids.includes(id));
  // Granting the known categories would not release a frame that also waits for an unknown one.
  if (categories.length < ids.length) return;
  const [{ services }] = categories as [Category];
  const named = frame.getAttribute('data-consent-service');
  const host = hostOf(frame);
  return {
    categories,
    service: named
      ? services.find(service => service.id === named)
      : categories.length > 1 ? undefined : services.find(service => service.hosts.some(declared => `.${host}`.endsWith(`.${declared.replace(/^\*\./, '')}`))),
  };
}

function hostOf(frame: HTMLIFrameElement): string {
  return new URL(frame.getAttribute('data-src') ?? '', document.baseURI).hostname;
}
