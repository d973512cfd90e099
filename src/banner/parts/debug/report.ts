import type { ConsentState, Notice } from '../../shared/types';
import { undeclared, type Seen, type Undeclared } from './undeclared';
import type { Explanation } from './why';
import { why } from './why';

export interface ElementReport extends Explanation {
  /** A short form of the element: `<script> stats.example/s.js`. */
  readonly element: string;
  /** The categories, services or hosts that it waits for. */
  readonly waitsFor: string;
}

/** Everything that debug mode reports, at one moment. */
export interface Report {
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly elements: readonly ElementReport[];
  readonly undeclared: readonly Undeclared[];
}

/** Marks of our own and of the inline stub, and those of other tools if they hold something. */
const marked = '[data-consent],[data-consent-host],[data-cookieconsent],script[type="text/plain"]:is([data-category],[data-name]),script[type="opt-in"][data-name],iframe[data-name][data-src]';

/** `whole` is the notice with all declarations; absent if the hub can't be reached, and then undeclared names are not reported. */
export function report(view: ConsentState, gpc: boolean, mayRun: (element: Element) => boolean, nonce: string, whole: Notice | null, seen: Seen, ownHosts: readonly string[], watches: (root: Node) => boolean = () => false): Report {
  return {
    facts: factsOf(view, gpc),
    elements: allMarked(document).map(element => ({
      element: nameOf(element),
      waitsFor: ['consent', 'consent-service', 'consent-host', 'cookieconsent', 'category', 'name'].map(name => element.getAttribute(`data-${name}`)).filter(Boolean).join(' · '),
      ...why(element, view, element.hasAttribute('data-consent') && mayRun(element), nonce, watches),
    })),
    undeclared: whole ? undeclared(seen, whole, ownHosts) : [],
  };
}

/** All marked elements, also those inside open shadow roots. */
function allMarked(root: ParentNode): Element[] {
  return [
    ...root.querySelectorAll(`:is(${marked}):not([data-consent-live])`),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? allMarked(shadowRoot) : [])),
  ];
}

function factsOf({ notice, choice, decision }: ConsentState, gpc: boolean): Report['facts'] {
  const list = (on: boolean) => [
    ...notice.categories.filter(({ id }) => decision.categories.get(id) === on).map(({ id }) => id),
    ...notice.categories.flatMap(({ id, services }) =>
      services.filter(service => decision.services.get(service.id) === on && decision.categories.get(id) !== on).map(service => `${id}.${service.id}`)),
  ].join(', ') || 'nothing';
  return [
    ['On', list(true)],
    ['Off', list(false)],
    ['Choice', choice ? `${new Date(choice.at * 1000).toISOString()}, notice ${choice.notice}, ${choice.model}` : 'none'],
    ['Asks', decision.silent ? 'no: Global Privacy Control has answered' : { none: 'no', first: 'yes: no choice yet', outdated: 'yes: the notice has changed', expired: 'yes: the choice has expired', stricter_model: 'yes: a stricter model applies' }[decision.ask]],
    ['Notice', `${notice.site} ${notice.version}, valid since ${notice.validSince}, in ${notice.lang}`],
    ['Region', `${notice.region}, ${notice.model}`],
    ['Global Privacy Control', gpc ? 'sent' : 'not sent'],
  ];
}

function nameOf(element: Element): string {
  const address = ['data-src', 'data-href', 'data-srcset', 'src', 'href', 'srcset'].map(name => element.getAttribute(name)).find(Boolean);
  return `<${element.localName}> ${address?.replace(/^https?:\/\//, '') ?? (element.textContent ?? '').trim().slice(0, 40)}`.trim();
}
