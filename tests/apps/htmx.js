import htmx from 'htmx.org';

// Without htmx's usual delay, in which a new link would not work yet.
htmx.config.defaultSettleDelay = 0;

document.addEventListener('DOMContentLoaded', () => {
  document.body.setAttribute('hx-boost', 'true');
  htmx.process(document.body);
  window.atWork = true;
});
