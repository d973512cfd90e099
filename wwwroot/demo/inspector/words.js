// Every text of the panel.
export const categoryWords = {
  auth: {
    allowed: 'Keeps your basket together. Always on: the shop cannot work without it.',
    held: 'Keeps your basket together. The shop cannot work without it, so its tag is never marked.',
  },
  preferences: {
    allowed: 'Remembers your roast and colours.',
    held: 'Would remember your roast and colours.',
  },
  analytics: {
    allowed: 'Counts that this page was seen.',
    held: 'Would count that this page was seen.',
  },
  marketing: {
    allowed: 'Picks offers for you and plays the film.',
    held: 'Would pick offers for you and play the film.',
  },
};

export const kindWords = { cookie: 'cookie', local_storage: 'local storage', session_storage: 'session storage', indexed_db: 'database' };

const models = {
  opt_in: 'nothing optional runs before you agree',
  opt_out: 'optional tags run until you object',
  notice_only: 'you are told, and may object',
};

export function hubWords(hub, notice) {
  if (hub.state === 'waiting') return 'Waiting for the consent script. Until it answers, everything marked stays held.';
  if (hub.state === 'blocked') return 'The consent script did not load, so everything marked stays held. The shop works all the same.';
  const signal = navigator.globalPrivacyControl ? ' Your browser sends Global Privacy Control.' : '';
  if (!notice) return `The consent script is at work.${signal}`;
  return `The consent script is at work. Notice ${notice.version}, region ${notice.region}: ${models[notice.model] ?? notice.model}.${signal}`;
}

export function storedWords(count) {
  return count === 0 ? 'Nothing: no cookie, no storage key.' : 'All that this page keeps here. Withdrawing clears what a refused service declared.';
}

export function serverWords(answer) {
  switch (answer.state) {
    case 'none': return 'Nothing: no id exists yet. One is made only when you decide.';
    case 'erased': return 'Nothing: you erased it and the id is gone. The bare choice stays here, so that nobody asks again.';
    case 'asking': return 'Asking the server …';
    case 'stored': return 'Your record, durable and sealed in the ledger. Only your id opens it.';
    case 'pending': return pendingWords[answer.reason];
    default: throw new Error(`unknown state ${answer.state}`);
  }
}

const pendingWords = {
  unknown: 'Kept in this browser, will be sent: the server does not know this choice yet.',
  older: 'Kept in this browser, will be sent: the server still has your choice before this one.',
  unreachable: 'Kept in this browser, will be sent: the server does not answer right now.',
};
