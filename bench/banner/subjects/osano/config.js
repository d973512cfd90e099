window.cookieconsent.initialise({
  palette: { popup: { background: '#252e39' }, button: { background: '#14a7d0' } },
  type: 'opt-in',
  content: { href: '#privacy' },
});
