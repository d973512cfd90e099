// Folds the panel and keeps it clear of the banner. Whether it is folded is not stored, because the page stores nothing by itself.
const docked = matchMedia('(min-width: 68.75rem)');
const root = document.documentElement;

export function connectDock(panel) {
  const button = panel.querySelector('#inspector-toggle');
  const word = button.querySelector('.toggle-word');
  const isOpen = () => (root.dataset.panel ? root.dataset.panel === 'open' : docked.matches);

  const show = () => {
    const open = isOpen();
    button.setAttribute('aria-expanded', String(open));
    button.setAttribute('aria-label', docked.matches ? `${open ? 'Hide' : 'Show'} the panel` : `${open ? 'Hide' : 'Show all'} tags, storage and record`);
    word.textContent = open ? 'Hide' : docked.matches ? 'Show' : 'Show all';
  };

  button.addEventListener('click', () => {
    root.dataset.panel = isOpen() ? 'closed' : 'open';
    show();
  });
  docked.addEventListener('change', () => { delete root.dataset.panel; show(); });
  show();

  clearBanner(panel);
  setInterval(clearBanner, 250, panel);
  addEventListener('resize', () => clearBanner(panel));
}

// The banner lifts the panel only if it reaches into the lower part of the panel's column.
function clearBanner(panel) {
  const banner = document.getElementById('consenthub')?.shadowRoot?.querySelector('[data-ch="banner"]');
  const box = banner?.getBoundingClientRect();
  const column = panel.getBoundingClientRect();
  const below = docked.matches && box && box.height > 0 && box.right > column.left && box.bottom > innerHeight * .7;
  const lift = below ? Math.max(0, Math.min(innerHeight - box.top, innerHeight * .6)) : 0;
  const value = `${Math.round(lift)}px`;
  if (root.style.getPropertyValue('--banner') !== value) root.style.setProperty('--banner', value);
}
