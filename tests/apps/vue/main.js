import { createApp } from 'vue';
import { follow, routes } from '../router.js';

// Vue drops script elements that are written literally in a template.
const held = (id, category) => `<component is="script" id="${id}" type="text/plain" data-consent="${category}">ran()</component>`;
const heldFile = (id, category) => `<component is="script" id="${id}" type="text/plain" data-consent="${category}" data-src="/run.js?${id}"></component>`;
const film = (id, category) => `<iframe id="${id}" data-consent="${category}" data-src="/frame.html?${id}" title="Film" width="320" height="180"></iframe>`;

const Home = { template: `<h1>Home</h1>${held('home-inline', 'analytics')}${heldFile('home-file', 'marketing')}${film('home-film', 'marketing')}<p>Welcome.</p>` };
const List = {
  data: () => ({ items: ['a', 'b', 'c'] }),
  template: `
    <h1>List</h1>
    <button id="turn" @click="items = [...items.slice(1), items[0]]">Turn</button>
    <TransitionGroup tag="ul">
      <li v-for="item in items" :key="item">
        {{ item }} <img :id="'picture-' + item" data-consent="analytics" :data-src="'/asset/' + item + '.svg'" alt="">
        <component is="script" :id="'item-' + item" type="text/plain" data-consent="marketing">ran()</component>
      </li>
    </TransitionGroup>
    <component is="script" v-for="item in items" :key="item" :id="'bare-' + item" type="text/plain" data-consent="analytics">ran()</component>`,
};
const Media = {
  name: 'Media',
  template: `
    <link id="style" rel="stylesheet" data-consent="preferences" data-href="/asset/style.css">
    <h1>Media</h1>
    <picture><source data-srcset="/asset/wide.svg" media="(min-width: 9000px)"><img id="image" data-consent="marketing" data-src="/asset/image.svg" alt=""></picture>
    ${film('media-film', 'preferences')}${heldFile('media-file', 'analytics')}`,
};
const Team = {
  props: ['path'],
  template: `
    <section>
      ${heldFile('team-file', 'analytics')}${film('team-film', 'marketing')}
      <h1 v-if="path === '/team'">Team</h1>
      <template v-else>${held('ann-inline', 'analytics')}<h1>Ann</h1></template>
      ${held('team-inline', 'preferences')}
    </section>`,
};

createApp({
  components: { Home, List, Media, Team },
  data: () => ({ path: '/', routes }),
  computed: { page() { return { '/': 'Home', '/list': 'List', '/media': 'Media' }[this.path] ?? 'Team'; } },
  mounted() { follow(path => { this.path = path; }); },
  template: `
    <nav><a v-for="route in routes" :key="route" :href="route">{{ route }} </a></nav>
    <main><KeepAlive include="Media"><component :is="page" :path="path" /></KeepAlive></main>`,
}).mount('#root');
