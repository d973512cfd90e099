// Finds what a visitor can't read or reach in a dialog, banner or card: text that stays clipped, covered or outside of everything
// that scrolls, and controls that neither pointer nor keyboard can reach. Returns one line for each error.
async box => {
  const view = box.ownerDocument.defaultView;
  const root = box.getRootNode();
  const faults = [];
  const say = (what, why) => faults.push(`${what}: ${why}`);
  const shown = element => element.getClientRects().length > 0 && view.getComputedStyle(element).visibility === 'visible';
  const name = element => element.dataset.ch ?? element.textContent.trim().slice(0, 24);
  const clipping = [box, ...box.querySelectorAll(':not(input)')].filter(one => view.getComputedStyle(one).overflowY !== 'visible').reverse();
  const around = element => clipping.filter(one => one.contains(element));

  /** The part of a box that neither a clipping ancestor nor the window cuts off. */
  const visible = (rect, element) => {
    let { left, top, right, bottom } = rect;
    for (const one of around(element)) {
      const clip = one.getBoundingClientRect();
      left = Math.max(left, clip.left + one.clientLeft);
      top = Math.max(top, clip.top + one.clientTop);
      right = Math.min(right, clip.left + one.clientLeft + one.clientWidth);
      bottom = Math.min(bottom, clip.top + one.clientTop + one.clientHeight);
    }
    return { left: Math.max(left, 0), top: Math.max(top, 0), right: Math.min(right, view.innerWidth), bottom: Math.min(bottom, view.innerHeight) };
  };
  const whole = (rect, element) => {
    const seen = visible(rect, element);
    return seen.left <= rect.left + 1 && seen.top <= rect.top + 1 && seen.right >= rect.right - 1 && seen.bottom >= rect.bottom - 1;
  };
  /** Scrolls every scrolling ancestor, from the innermost out, until a box is at the lower edge, away from a title that does not scroll. */
  const bring = (measure, element) => {
    for (const one of around(element)) {
      if (one.scrollHeight <= one.clientHeight || view.getComputedStyle(one).overflowY === 'hidden') continue;
      const rect = measure(), clip = one.getBoundingClientRect();
      one.scrollTop += Math.ceil(rect.bottom - clip.bottom) + 2;
    }
    view.scrollBy(0, Math.ceil(measure().bottom - view.innerHeight) + 2);
  };
  const on = (element, x, y) => {
    const at = root.elementFromPoint(x, y);
    return at === element || element.contains(at) || at?.contains(element);
  };

  const walker = box.ownerDocument.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || !shown(element)) continue;
    const range = box.ownerDocument.createRange();
    range.selectNodeContents(text);
    const lines = range.getClientRects().length;
    for (let line = 0; line < lines; line++) {
      const rect = () => range.getClientRects()[line];
      if (!whole(rect(), element)) bring(rect, element);
      const { left, right, top, bottom } = rect();
      const y = (top + bottom) / 2;
      if (!whole(rect(), element)) say(`"${text.data.trim().slice(0, 24)}" line ${line + 1}`, 'can not be read');
      else if ([left + 1, (left + right) / 2, right - 1].some(x => !on(element, x, y))) say(`"${text.data.trim().slice(0, 24)}" line ${line + 1}`, `is covered at ${Math.round(y)}`);
      const frame = element.getBoundingClientRect();
      if (left < frame.left - 1 || right > frame.right + 1) say(`"${text.data.trim().slice(0, 24)}"`, 'sticks out of its box');
    }
  }

  const controls = [...box.querySelectorAll('button, a[href], input, summary')].filter(shown);
  for (const control of controls) {
    const rect = () => control.getBoundingClientRect();
    // A control that is taller than its window, as in a tiny card, counts as reached if a good part of it is.
    const seen = () => {
      const part = visible(rect(), control);
      return part.right - part.left >= rect().width - 1 && part.bottom - part.top >= Math.min(rect().height, 40) - 1;
    };
    bring(rect, control);
    if (!seen()) say(name(control), 'can not be scrolled to');
    const { left, right, top, bottom } = visible(rect(), control);
    for (const [x, y] of [[(left + right) / 2, (top + bottom) / 2], [left + 4, (top + bottom) / 2], [right - 4, (top + bottom) / 2], [(left + right) / 2, top + 4], [(left + right) / 2, bottom - 4]])
      if (!on(control, x, y)) say(name(control), 'is covered');
    for (const other of controls) {
      const its = visible(other.getBoundingClientRect(), other);
      if (other !== control && its.left < right - 1 && its.right > left + 1 && its.top < bottom - 1 && its.bottom > top + 1) say(name(control), `lies on ${name(other)}`);
    }
    if (control.disabled) continue;
    for (const one of around(control)) one.scrollTop = 0;
    root.activeElement?.blur();
    control.focus();
    // WebKit scrolls to the focused element in a later task.
    for (const end = performance.now() + 1000; !seen() && performance.now() < end;) await new Promise(done => setTimeout(done));
    if (root.activeElement !== control) say(name(control), 'takes no focus');
    else if (!seen()) say(name(control), 'is not in view when it has the focus');
  }

  for (const one of clipping) {
    const { overflowY } = view.getComputedStyle(one);
    if (one.scrollWidth > one.clientWidth + 1) say(one.className, 'scrolls sideways');
    // A gap of one or two lines is too small to read in.
    if (overflowY === 'auto' && one.scrollHeight > one.clientHeight + 1 && one.clientHeight < Math.min(60, view.innerHeight / 2)) say(one.className, `is a slit of ${one.clientHeight} pixels`);
    one.scrollTop = 0;
  }
  return [...new Set(faults)];
}
