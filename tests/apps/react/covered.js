/**
 * Where the address asks for it, hydration waits until the banner has put its card before the frame, and so meets a node
 * that no server has sent. Else it begins while the banner is at work.
 */
export const covered = new Promise(done => {
  const look = () => location.search !== '?covered' || document.querySelector('[data-consenthub-placeholder]') ? done() : requestAnimationFrame(look);
  look();
});
