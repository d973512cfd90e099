import type { MakeDebugger } from '../../contracts';
import { guard } from '../../shared/guard';
import { sendsGpc } from '../../shared/memory';
import type { Notice } from '../../shared/types';
import { makePanel, print } from './panel';
import { report } from './report';
import { watch } from './undeclared';

/**
 * Debug mode explains on the page and in the console what runs, what is held and why. It also names cookies, storage
 * keys and hosts that were seen but are not declared. It changes nothing on the page and sends nothing.
 */
export const makeDebugger: MakeDebugger = ({ page, whole, watches }) => {
  const seen = watch();
  const show = makePanel(page, page.state().notice);
  const ownHosts = [location.hostname, new URL(page.hub.base).hostname];
  let notice: Notice | null = null;
  let before = '';

  const look = () => guard(() => {
    const now = report(page.state(), sendsGpc(), page.gate.mayRun, page.hub.tag.nonce, notice, seen(), ownHosts, watches);
    const text = JSON.stringify(now);
    if (text === before) return;
    before = text;
    print(now);
    show(now);
  });
  void whole().then(found => {
    notice = found;
    look();
    document.addEventListener('consenthub:change', look);
    // No event reports every write to cookies and storage, so the report is repeated.
    setInterval(look, 1_000);
  });
};
