import type { Model, Notice } from '../../../src/banner/shared/types';

/** A notice as the hub writes it, with two services under analytics and Global Privacy Control on marketing. */
export function noticeJson(model: Model = 'opt_in', over: Record<string, unknown> = {}): Record<string, unknown> {
  const on = model !== 'opt_in';
  const service = (id: string, cookies: unknown[] = [], hosts: string[] = []) => ({ id, name: id, provider: 'Provider', hosts, cookies });
  return {
    site: 'demo', version: 3, validSince: 2, lang: 'en', dir: 'ltr', region: 'NO', model, languages: ['en', 'de'],
    categories: [
      { id: 'auth', name: 'Sign-in', required: true, default: true, gpc: false, services: [service('session', [{ name: 'sid', kind: 'cookie' }])] },
      {
        id: 'analytics', name: 'Analytics', required: false, default: on, gpc: false,
        services: [
          service('matomo', [{ name: '_pk_*', kind: 'cookie' }, { name: 'mtm', kind: 'local_storage' }]),
          service('hotjar', [{ name: '_hj', kind: 'cookie' }, { name: 'shared', kind: 'cookie' }]),
        ],
      },
      {
        id: 'marketing', name: 'Marketing', required: false, default: on, gpc: true,
        services: [service('video', [{ name: 'shared', kind: 'cookie' }], ['video.example.net'])],
      },
    ],
    texts: {
      title: 'Your choice', intro: 'We ask.', acceptAll: 'Accept all', rejectAll: 'Reject all', customize: 'Customise', save: 'Save',
      close: 'Close', reopen: 'Privacy settings', saved: 'Saved.', withdrawAll: 'Withdraw everything', preferencesTitle: 'Privacy settings',
      gpcHonoured: '{categories} stay off.', optOutHonoured: 'Opt-out honoured.', optOutLink: 'Do not sell', choicesLink: 'Your privacy choices', preferencesIntro: 'Choose.', placeholderText: '{service} waits for {category}.', placeholderOnce: 'Allow this time', placeholderAlways: 'Always allow {service}',
      changedTitle: 'What changed', changeServiceAdded: '{name} was added to {category}.', changeCookieLonger: '{name}: {to} instead of {from}.',
      sessionDuration: 'until the browser is closed',
    },
    theme: { layout: 'box', position: 'bottom_right', radius: 12, scheme: 'auto', font: 'system', light: palette('#ffffff', '#15181e', '#1f4d3f'), dark: palette('#1a1c21', '#f2f3f5', '#9fd8c0') },
    cookie: { name: 'ch_demo', idName: 'chid_demo', domain: null, maxAge: 15_724_800 },
    reask: { granted: 15_724_800, refused: 15_724_800 }, signals: null, banner: '0123456789abcdef',
    links: { privacy: 'https://example.com/privacy' }, age: null, reloadOnWithdraw: false, recordPage: false,
    ...over,
  };
}

export function notice(model: Model = 'opt_in', over: Record<string, unknown> = {}): Notice {
  return noticeJson(model, over) as unknown as Notice;
}

const palette = (bg: string, ink: string, accent: string) => {
  const onAccent = bg === '#ffffff' ? '#ffffff' : '#000000';
  return {
    bg, ink, mute: ink, line: ink, soft: bg, edge: ink, mark: accent, knob: onAccent,
    accept: accent, onAccept: onAccent, reject: accent, onReject: onAccent,
  };
};
