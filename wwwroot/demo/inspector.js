// The live panel: asks what may run, looks at what ran and what is stored, and shows both.
import { connectActions } from './inspector/actions.js';
import { readBrowser } from './inspector/browser.js';
import { connectDock } from './inspector/dock.js';
import { readDeclared } from './inspector/declared.js';
import { connectServer } from './inspector/server.js';
import { hubState } from './inspector/hub.js';
import { watchTags } from './inspector/tags.js';
import { showBrowser, showHub, showServer, showTags } from './inspector/view.js';

const panel = document.getElementById('inspector');
const declared = readDeclared();
const tags = watchTags();
const server = connectServer(state => showServer(panel, state));
let busy = false;

async function refresh() {
  if (busy) return;
  busy = true;
  try {
    const hub = hubState();
    const browser = await readBrowser();
    const notice = declared.now();
    showHub(panel, hub, notice);
    showTags(panel, hub, tags.now());
    showBrowser(panel, browser, notice);
    server.follow(browser.choice, browser.id);
  } finally {
    busy = false;
  }
}

connectDock(panel);
connectActions(panel);
for (const event of ['consenthub:ready', 'consenthub:change']) document.addEventListener(event, refresh);
window.addEventListener('focus', () => { server.again(); refresh(); });
// Not every browser reports changes of cookies, so the panel looks twice a second.
setInterval(refresh, 500);
refresh();
