import '@hotwired/turbo';

window.atWork = true;
