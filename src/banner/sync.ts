import { guard } from './guard';

export interface Sync {
  /** Tells the other pages of this origin that the choice has changed. */
  announce(): void;
}

/**
 * Calls `onMaybeChanged` whenever the stored choice may have been changed by another page: a channel within the
 * origin, storage events where there is no channel, and a look at the cookie whenever this page is shown again,
 * which also covers other subdomains and pages from the back-forward cache.
 */
export function createSync(site: string, stateKey: string, onMaybeChanged: () => void): Sync {
  let channel: BroadcastChannel | undefined;
  const look = () => void guard(onMaybeChanged);

  const open = () => {
    channel ??= guard(() => new BroadcastChannel(`ch_${site}`));
    if (channel) channel.onmessage = look;
  };
  open();
  addEventListener('storage', event => {
    if (event.key === stateKey || event.key === null) look();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
  // An open channel keeps some browsers from putting the page into the back-forward cache.
  addEventListener('pagehide', () => {
    guard(() => channel?.close());
    channel = undefined;
  });
  addEventListener('pageshow', () => {
    open();
    look();
  });

  return { announce: () => void guard(() => channel?.postMessage('changed')) };
}
