import { isGranted, isServiceGranted } from '../derived';
import { member, objectsOf, textOf, type Json, type JsonObject } from '../json';
import { element, facts } from './dom';
import { partiesView } from './partiesView';
import { statedView } from './statedView';
import { meaning, time } from './words';

/** A choice as a person reads it: what was chosen and when, what was shown, who is responsible. */
export function consentView(receipt: JsonObject, record: JsonObject, notice: JsonObject): readonly HTMLElement[] {
  const say = (name: string): string | undefined => textOf(member(record, name));
  const language = { lang: textOf(member(notice, 'lang')) ?? '', dir: textOf(member(notice, 'dir')) ?? 'ltr' };
  return [
    element('section', { class: 'card', 'aria-labelledby': 'choice' },
      element('h2', { id: 'choice' }, 'What was chosen'),
      element('ul', { class: 'choices', ...language }, ...objectsOf(member(notice, 'categories')).map(category => categoryItem(record, category)))),
    element('section', { class: 'card', 'aria-labelledby': 'record' },
      element('h2', { id: 'record' }, 'The record'),
      facts(
        ['Decided', moment(say('decidedAt'))],
        ['Valid until', moment(textOf(member(objectsOf(member(receipt, 'events'))[0], 'validUntil')))],
        ['Stored', moment(say('recordedAt'))],
        ['How', `${meaning(say('action') ?? '')}, ${meaning(say('source') ?? '')}`],
        ['Notice', `version ${String(member(record, 'notice'))}, language ${say('lang') ?? ''}, region ${say('regionShown') ?? ''} (${meaning(say('model') ?? '')})`],
        ['Region seen by the server', say('regionSeen')],
        ['Global Privacy Control', signal(record)],
        ['Page', say('page')],
        ['Visitor', code(say('visitor'))],
        ['Record', code(say('recordId'))],
        ['Choice before', code(say('previous'))],
        ['Build of the banner', code(say('banner'))])),
    partiesView(member(notice, 'controller'), member(notice, 'privacyContact')),
    ...statedView(receipt),
  ];
}

function categoryItem(record: JsonObject, category: JsonObject): HTMLElement {
  const granted = isGranted(record, textOf(member(category, 'id')) ?? '');
  const services = objectsOf(member(category, 'services'));
  return element('li', {},
    element('div', { class: 'choice' }, element('strong', {}, textOf(member(category, 'name')) ?? ''), answer(member(category, 'required') === true ? 'Always on' : granted ? 'Allowed' : 'Not allowed', granted)),
    element('p', { class: 'small' }, textOf(member(category, 'description')) ?? ''),
    services.length === 0 ? undefined : element('ul', { class: 'services' }, ...services.map(service => serviceItem(record, service, granted))));
}

function serviceItem(record: JsonObject, service: JsonObject, category: boolean): HTMLElement {
  const granted = isServiceGranted(record, textOf(member(service, 'id')) ?? '', category);
  return element('li', { class: 'choice' },
    element('span', {}, `${textOf(member(service, 'name')) ?? ''} · ${textOf(member(service, 'provider')) ?? ''}`), granted === category ? undefined : answer(granted ? 'Allowed' : 'Not allowed', granted));
}

const answer = (words: string, granted: boolean): HTMLElement => element('span', { class: granted ? 'answer yes' : 'answer', lang: 'en', dir: 'ltr' }, words);

function signal(record: JsonObject): string {
  const sent = (name: string): Json | undefined => member(record, name);
  return sent('gpcShown') === true ? 'sent by the browser' : sent('gpcSeen') === true ? 'sent with the request' : 'not sent';
}

const moment = (text: string | undefined): HTMLElement | undefined => (text === undefined ? undefined : element('time', { datetime: text }, time(text)));

const code = (text: string | undefined): HTMLElement | undefined => (text === undefined ? undefined : element('code', {}, text));
