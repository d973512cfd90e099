// Counts page views, on this device only: it posts nothing. Held back until `analytics` is granted.
(() => {
  const thirteenMonths = 395 * 86400;
  const stored = /(?:^|; )_fs=1\.(\d{1,9})(?:;|$)/.exec(document.cookie);
  const views = (stored ? Number(stored[1]) : 0) + 1;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `_fs=1.${views}; Path=/; Max-Age=${thirteenMonths}; SameSite=Lax${secure}`;

  try {
    const queue = JSON.parse(localStorage.getItem('fs_queue') ?? '[]');
    queue.push({ path: location.pathname, at: new Date().toISOString() });
    localStorage.setItem('fs_queue', JSON.stringify(queue.slice(-20)));
  } catch { /* A full or forbidden storage: the cookie alone has to do. */ }

  document.documentElement.dataset.ranAnalytics = new Date().toISOString();
})();
