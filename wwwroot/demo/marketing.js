// Picks an offer and remembers which one was shown. Held back until `marketing` is granted.
(() => {
  const offers = [
    'Ulriken and Regn together, two light roasts for 369 kr.',
    'A second bag of Nordlys at half the price this week.',
    'The enamel dripper from the film, 240 kr with any bag.',
  ];
  const ninetyDays = 90 * 86400;
  const slot = document.getElementById('offer');
  const usual = [...slot.childNodes];
  const stored = /(?:^|; )_fads=(\d)(?:;|$)/.exec(document.cookie);
  const next = stored ? (Number(stored[1]) + 1) % offers.length : 0;

  const show = () => {
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `_fads=${next}; Path=/; Max-Age=${ninetyDays}; SameSite=Lax${secure}`;
    const title = document.createElement('strong');
    title.textContent = 'Picked for you.';
    slot.replaceChildren(title, ` ${offers[next]}`);
  };

  // A script that has run can't be unloaded, so it reacts to a withdrawal itself.
  document.addEventListener('consenthub:change', () => {
    if (window.ConsentHub?.has?.('marketing') === false) slot.replaceChildren(...usual);
    else show();
  });

  show();
  document.documentElement.dataset.ranMarketing = new Date().toISOString();
})();
