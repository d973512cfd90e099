import htmx from 'htmx.org';

// Without a pause in which a link is on the page and does not do yet what it should.
htmx.config.defaultSettleDelay = 0;

document.addEventListener('DOMContentLoaded', () => {
  document.body.setAttribute('hx-boost', 'true');
  htmx.process(document.body);
  window.atWork = true;
});
