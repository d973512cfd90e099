// Remembers the roast and the colours the visitor picked. Held back until `preferences` is granted.
(() => {
  const key = 'fb_settings';
  const maxAge = 365 * 86400;
  const allowed = () => window.ConsentHub?.has?.('preferences') !== false;
  let settings = null;

  const keep = () => {
    // A script that has run can't be unloaded, so it reacts to a withdrawal itself.
    if (!settings || !allowed()) return;
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `${key}=${settings.roast}.${settings.scheme}; Path=/; Max-Age=${maxAge}; SameSite=Lax${secure}`;
    try {
      localStorage.setItem(key, JSON.stringify(settings));
    } catch { /* A full or forbidden storage: the cookie alone has to do. */ }
  };

  const remembered = () => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? 'null');
    } catch {
      return null;
    }
  };

  document.addEventListener('shop:settings', event => { settings = event.detail; keep(); });
  document.addEventListener('consenthub:change', keep);
  document.dispatchEvent(new CustomEvent('shop:restore', { detail: remembered() }));
  document.documentElement.dataset.ranPreferences = new Date().toISOString();
})();
