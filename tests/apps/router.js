/** The smallest router: calls its listener for every path that the visitor goes to, until the returned function is called. */
export function follow(onPath) {
  const stop = new AbortController();
  addEventListener('popstate', () => onPath(location.pathname), stop);
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="/"]');
    if (!link) return;
    event.preventDefault();
    history.pushState(null, '', link.href);
    onPath(location.pathname);
  }, stop);
  window.atWork = true;
  return () => stop.abort();
}

export const routes = ['/', '/list', '/media', '/team', '/team/ann'];
