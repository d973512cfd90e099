import { routes } from './router.js';

// The five routes as a server renders them.
const held = (id, category) => `<script id="${id}" type="text/plain" data-consent="${category}">ran()</script>`;
const heldFile = (id, category) => `<script id="${id}" type="text/plain" data-consent="${category}" data-src="/run.js?${id}"></script>`;
const film = (id, category) => `<iframe id="${id}" data-consent="${category}" data-src="/frame.html?${id}" title="Film" width="320" height="180"></iframe>`;
const item = name => `<li>${name} <img id="picture-${name}" data-consent="analytics" data-src="/asset/${name}.svg" alt="">${held(`item-${name}`, 'marketing')}</li>`;
const turn = 'const list = this.nextElementSibling; list.append(list.firstElementChild)';
/** What stays on the page while the child route changes; Turbo and the swaps keep the same player element. */
const team = child => `<section>${heldFile('team-file', 'analytics')}
  <div id="player" data-turbo-permanent data-persist>${film('team-film', 'marketing')}</div>
  <p><a class="within" hx-get="/team/ann" hx-select="#child" hx-target="#child" hx-swap="outerHTML" hx-push-url="true" href="/team/ann">Ann</a></p>
  <div id="child">${child}</div>${held('team-inline', 'preferences')}</section>`;

const contents = {
  '/': `<h1>Home</h1>${held('home-inline', 'analytics')}${heldFile('home-file', 'marketing')}${film('home-film', 'marketing')}<p>Welcome.</p>`,
  '/list': `<h1>List</h1><button id="turn" onclick="${turn}">Turn</button><ul>${['a', 'b', 'c'].map(item).join('')}</ul>${held('bare', 'analytics')}`,
  '/media': `<link id="style" rel="stylesheet" data-consent="preferences" data-href="/asset/style.css"><h1>Media</h1>
    <picture><source data-srcset="/asset/wide.svg" media="(min-width: 9000px)"><img id="image" data-consent="marketing" data-src="/asset/image.svg" alt=""></picture>
    ${film('media-film', 'preferences')}${heldFile('media-file', 'analytics')}`,
  '/team': team('<h1>Team</h1>'),
  '/team/ann': team(`${held('ann-inline', 'analytics')}<h1>Ann</h1>`),
};
const nav = `<nav>${routes.map(route => `<a href="${route}">${route} </a>`).join('')}</nav>`;

export const bodyOf = route => `${nav}<main>${contents[route]}</main>`;
