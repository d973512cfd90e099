/**
 * Runs in the page before anything else and looks at the banner once a frame, until it is told to stop.
 * @param path selectors; each but the first is looked for in the shadow root of the one before
 */
export function watch(path) {
  const seen = { frames: [], shifts: 0, scripts: [], tasks: [], firstPaint: null, violations: [] };
  window.__bench = seen;

  const observe = (type, each) => new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true });
  observe('layout-shift', entry => { if (!entry.hadRecentInput) seen.shifts += entry.value; });
  observe('longtask', entry => seen.tasks.push(entry.duration));
  observe('long-animation-frame', entry => entry.scripts.forEach(script => seen.scripts.push({ source: script.sourceURL, duration: script.duration })));
  observe('paint', entry => { if (entry.name === 'first-contentful-paint') seen.firstPaint = entry.startTime; });
  document.addEventListener('securitypolicyviolation', event =>
    seen.violations.push(`${event.effectiveDirective}: ${event.blockedURI || 'inline'}${event.sample ? ` (${event.sample.slice(0, 40)})` : ''}`));

  if (!path) return;
  const find = () => path.reduce((scope, selector) => (scope?.shadowRoot ?? (scope instanceof Document ? scope : null))?.querySelector(selector) ?? null, document);
  const opacity = element => {
    let all = 1;
    for (let node = element; node; node = node.parentElement ?? (node.getRootNode() instanceof ShadowRoot ? node.getRootNode().host : null)) {
      const style = getComputedStyle(node);
      if (style.display === 'none' || (node === element && style.visibility !== 'visible')) return 0;
      all *= Number(style.opacity);
    }
    return all;
  };
  /** Nothing lies over its middle; a banner taller than the screen is asked where it is visible. */
  const onTop = (element, rect) => {
    const x = (Math.max(rect.left, 0) + Math.min(rect.right, innerWidth)) / 2;
    const y = (Math.max(rect.top, 0) + Math.min(rect.bottom, innerHeight)) / 2;
    const root = element.getRootNode();
    const hit = root.elementFromPoint(x, y);
    return hit !== null && (element.contains(hit) || hit.contains(element) && hit !== document.body && hit !== document.documentElement);
  };
  const look = () => {
    const element = find();
    if (element) {
      const rect = element.getBoundingClientRect();
      const inView = rect.width > 0 && rect.height > 0 && rect.bottom > 0 && rect.right > 0 && rect.top < innerHeight && rect.left < innerWidth;
      const seenThrough = inView ? opacity(element) : 0;
      if (seenThrough > 0) {
        seen.frames.push({
          at: performance.now(), x: rect.x, y: rect.y, width: rect.width, height: rect.height,
          opacity: seenThrough, onTop: onTop(element, rect),
        });
      }
    }
    if (!seen.stop) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
