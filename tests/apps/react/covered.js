/**
 * With `?covered` in the address, hydration waits until the banner has inserted its card before the frame, so that it
 * meets a node that the server did not send. Otherwise hydration starts while the banner does.
 */
export const covered = new Promise(done => {
  const look = () => location.search !== '?covered' || document.querySelector('[data-consenthub-placeholder]') ? done() : requestAnimationFrame(look);
  look();
});
