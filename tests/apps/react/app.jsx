import { useEffect, useState } from 'react';
import { follow, routes } from '../router.js';

const Held = ({ id, category }) => <script id={id} type="text/plain" data-consent={category} dangerouslySetInnerHTML={{ __html: 'ran()' }} />;
const HeldFile = ({ id, category }) => <script id={id} type="text/plain" data-consent={category} data-src={`/run.js?${id}`} />;
const Film = ({ id, category }) => <iframe id={id} data-consent={category} data-src={`/frame.html?${id}`} title="Film" width="320" height="180" />;

const Home = () => (
  <>
    <h1>Home</h1>
    <Held id="home-inline" category="analytics" />
    <HeldFile id="home-file" category="marketing" />
    <Film id="home-film" category="marketing" />
    <p>Welcome.</p>
  </>
);

function List() {
  const [items, setItems] = useState(['a', 'b', 'c']);
  return (
    <>
      <h1>List</h1>
      <button id="turn" onClick={() => setItems(([first, ...rest]) => [...rest, first])}>Turn</button>
      <ul>
        {items.map(item => (
          <li key={item}>
            {item} <img id={`picture-${item}`} data-consent="analytics" data-src={`/asset/${item}.svg`} alt="" />
            <Held id={`item-${item}`} category="marketing" />
          </li>
        ))}
      </ul>
      {items.map(item => <Held key={item} id={`bare-${item}`} category="analytics" />)}
    </>
  );
}

const Media = () => (
  <>
    <link id="style" rel="stylesheet" data-consent="preferences" data-href="/asset/style.css" />
    <h1>Media</h1>
    <picture>
      <source data-srcset="/asset/wide.svg" media="(min-width: 9000px)" />
      <img id="image" data-consent="marketing" data-src="/asset/image.svg" alt="" />
    </picture>
    <Film id="media-film" category="preferences" />
    <HeldFile id="media-file" category="analytics" />
  </>
);

const Team = ({ children }) => (
  <section>
    <HeldFile id="team-file" category="analytics" />
    <Film id="team-film" category="marketing" />
    {children}
    <Held id="team-inline" category="preferences" />
  </section>
);

const pages = {
  '/': <Home />,
  '/list': <List />,
  '/media': <Media />,
  '/team': <Team><h1>Team</h1></Team>,
  '/team/ann': <Team><Held id="ann-inline" category="analytics" /><h1>Ann</h1></Team>,
};

export function App() {
  const [path, setPath] = useState('/');
  useEffect(() => follow(setPath), []);
  return (
    <>
      <nav>{routes.map(route => <a key={route} href={route}>{route} </a>)}</nav>
      <main>{pages[path]}</main>
    </>
  );
}

/** The whole document, as some frameworks render it. */
export const Page = ({ scripts }) => (
  <html lang="en">
    <head>
      <meta charSet="utf-8" />
      <title>Customer</title>
      {scripts.map(src => <script key={src} src={src} async={src.includes('consent.js')} defer={src === '/app.js'} />)}
    </head>
    <body><App /></body>
  </html>
);
