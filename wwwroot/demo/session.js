// The basket is required, so its tag is not marked and always runs. It stores a number of bags, and no identifier, in a session cookie.
(() => {
  const stored = /(?:^|; )fb_session=bags-(\d{1,3})(?:;|$)/.exec(document.cookie);
  let bags = stored ? Number(stored[1]) : 0;

  const keep = () => {
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `fb_session=bags-${bags}; Path=/; SameSite=Lax${secure}`;
    const shown = document.getElementById('basket');
    if (shown) shown.textContent = String(bags);
  };

  document.addEventListener('click', event => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-add]')) return;
    bags = Math.min(bags + 1, 99);
    keep();
  });

  keep();
  document.documentElement.dataset.ranSession = new Date().toISOString();
})();
