import { guard } from './guard';

/**
 * Calls `look` whenever the stored choice may have been changed by another page: a channel within the origin, storage
 * events where there is no channel, and a look at the cookie whenever this page is shown again, which also covers
 * other subdomains and pages from the back-forward cache. Answers how to tell the other pages of this origin.
 */
export function createSync(site: string, stateKey: string, look: () => void): () => void {
  let channel: BroadcastChannel | undefined;

  const open = () => {
    channel ??= guard(() => new BroadcastChannel(`ch_${site}`));
    if (channel) channel.onmessage = look;
  };
  open();
  addEventListener('storage', ({ key }) => {
    if (key === stateKey || !key) look();
  });
  document.addEventListener('visibilitychange', look);
  // An open channel keeps some browsers from putting the page into the back-forward cache.
  addEventListener('pagehide', () => {
    guard(() => channel?.close());
    channel = undefined;
  });
  addEventListener('pageshow', () => {
    open();
    look();
  });

  return () => guard(() => channel?.postMessage('changed'));
}
