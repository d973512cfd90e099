// What the shop does by itself: the roast filter, the colours, the letter. It stores nothing;
// remembering is up to preferences.js, which runs only when allowed.
const schemes = ['auto', 'light', 'dark'];
const words = { auto: 'automatic', light: 'light', dark: 'dark' };
const settings = { roast: 'all', scheme: 'auto' };

const filters = [...document.querySelectorAll('.filter [data-roast]')];
const bags = [...document.querySelectorAll('.bag')];
const schemeButton = document.getElementById('scheme');

// Bags of another roast fade instead of leaving, so that nothing below them moves.
function show() {
  for (const button of filters) button.setAttribute('aria-pressed', String(button.dataset.roast === settings.roast));
  for (const bag of bags) bag.classList.toggle('away', settings.roast !== 'all' && bag.dataset.roast !== settings.roast);
  document.documentElement.dataset.scheme = settings.scheme;
  schemeButton.setAttribute('aria-label', `Colours: ${words[settings.scheme]}`);
  schemeButton.title = `Colours: ${words[settings.scheme]}`;
}

function pick(change) {
  Object.assign(settings, change);
  show();
  document.dispatchEvent(new CustomEvent('shop:settings', { detail: { ...settings } }));
}

for (const button of filters) button.addEventListener('click', () => pick({ roast: button.dataset.roast }));
schemeButton.addEventListener('click', () => pick({ scheme: schemes[(schemes.indexOf(settings.scheme) + 1) % schemes.length] }));

document.addEventListener('shop:restore', ({ detail }) => {
  const roast = filters.some(button => button.dataset.roast === detail?.roast) ? detail.roast : settings.roast;
  const scheme = schemes.includes(detail?.scheme) ? detail.scheme : settings.scheme;
  pick({ roast, scheme });
});

document.getElementById('letter-form').addEventListener('submit', event => {
  event.preventDefault();
  document.getElementById('letter-note').textContent = 'Takk! It would arrive with the next shower. Nothing was sent.';
});
