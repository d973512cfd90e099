// Loaded by every page before anything else: counts the runs of each held script, and reports what does not follow the choice.
const runs = new WeakMap();
window.violations = [];

/** The code of every held script of the applications. */
window.ran = () => {
  const live = document.currentScript;
  const held = live.nextSibling;
  if (!ConsentHub.has(live.dataset.consent)) violations.push(`${live.id} ran without its grant`);
  if (!held) return; // Its component was removed while its copy was loading.
  runs.set(held, (runs.get(held) ?? 0) + 1);
  if (runs.get(held) > 1) violations.push(`${live.id} ran twice`);
};

const isCard = node => !!node?.matches?.('[data-consenthub-placeholder]');

const kinds = {
  SCRIPT: (held, on) => !on || runs.get(held) === 1,
  IFRAME: (frame, on) => isCard(frame.previousSibling) !== on
    && frame.getAttribute('src') === (on ? frame.dataset.src : null)
    && (frame.contentDocument?.title === 'Embed') === on,
  IMG: (image, on) => (image.getAttribute('src') === (on ? image.dataset.src : null)) && (!on || (image.complete && image.naturalWidth > 0)),
  LINK: (link, on) => link.getAttribute('href') === (on ? link.dataset.href : null) && !!link.sheet === on,
};

/** What is wrong with the page now. */
window.problems = (heading, asked) => {
  const wrong = [...violations];
  const all = selector => [...document.querySelectorAll(selector)];
  const want = (what, found, wanted) => {
    if (found !== wanted) wrong.push(`${what}: ${found}, not ${wanted}`);
  };
  const marked = all('[data-consent]:not([data-consent-live])');
  for (const element of marked) if (!kinds[element.tagName](element, ConsentHub.has(element.dataset.consent))) wrong.push(`not as chosen: ${element.outerHTML}`);
  want('heading', all('h1').filter(one => one.checkVisibility()).map(one => one.textContent).join(), heading);
  want('cards', all('[data-consenthub-placeholder]').length, marked.filter(one => one.tagName === 'IFRAME' && !ConsentHub.has(one.dataset.consent)).length);
  want('copies without a held script', all('[data-consent-live]').filter(live => !marked.includes(live.nextSibling)).length, 0);
  want('hosts', all('#consenthub').length, 1);
  want('banner', !!document.querySelector('#consenthub')?.shadowRoot?.querySelector('[data-ch=banner]'), asked);
  return wrong.join('\n');
};
