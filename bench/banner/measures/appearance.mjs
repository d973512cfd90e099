const same = (a, b) => ['x', 'y', 'width', 'height'].every(side => Math.abs(a[side] - b[side]) <= 1) && Math.abs(a.opacity - b.opacity) < 0.02;

/**
 * What the frames of the watcher say. Visible is a banner from the first frame on after which nothing moves or fades
 * any more and nothing lies over it.
 * @param seen what inpage/watch.js collected, up to a second after the last movement
 */
export function appearance(seen) {
  const last = seen.frames.at(-1);
  if (!last || !last.onTop) return null;

  const settled = seen.frames.findLastIndex(frame => !same(frame, last) || !frame.onTop) + 1;
  const first = seen.frames[0];
  return {
    visibleAt: seen.frames[settled].at,
    delay: seen.frames[settled].at - first.at,
    moved: Math.hypot(first.x - last.x, first.y - last.y),
    finalAtOnce: settled === 0,
    rect: { x: last.x, y: last.y, width: last.width, height: last.height },
  };
}
