/**
 * Returns where the focus is relative to `element`: 'inside', 'outside', or 'nowhere' (the body, or the browser's own
 * controls).
 */
export function focusPlace(element) {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (!active || active === document.body || active === document.documentElement) return 'nowhere';
  return element.contains(active) || active.contains(element) ? 'inside' : 'outside';
}
