import { guard } from '../../shared/guard';

/**
 * Is this a frame in a page of the same origin where ConsentHub runs? That page asks for both, and `look` picks up its
 * choices. Waits for the pages around to have loaded, since their scripts may come after this one.
 */
export async function followsPage(look: () => void): Promise<boolean> {
  for (let here: Window = window; here !== here.parent; here = here.parent) {
    const around = guard(() => here.parent.document && here.parent);
    if (!around) continue;
    const isAtWork = () => !!(around as { ConsentHub?: unknown }).ConsentHub;
    if (!isAtWork() && around.document.readyState !== 'complete') await new Promise(done => around.addEventListener('load', done, { once: true }));
    if (!isAtWork()) continue;
    around.document.addEventListener('consenthub:change', look);
    addEventListener('pagehide', () => around.document.removeEventListener('consenthub:change', look));
    return true;
  }
  return false;
}
