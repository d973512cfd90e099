import { startBrowser } from './browser.mjs';
import { startHub } from './hub.mjs';
import { siteFiles } from './siteFiles.mjs';
import { sitePages } from './sitePages.mjs';
import { startStaticServer } from './staticServer.mjs';
import { bare, subjects } from '../subjects/index.mjs';

const blank = { body: '<!doctype html><title>Blank</title>', type: 'text/html; charset=utf-8', headers: { 'Cache-Control': 'no-cache' } };

/** Starts the browser, the hub, and two servers: one origin for the pages, another for the files of the scripts. */
export async function startAll(ids, { hub: dll }) {
  const stops = [];
  const stop = async () => {
    for (const end of stops.reverse()) await end();
  };

  try {
    const browser = await startBrowser();
    stops.push(() => browser.close());
    const hub = ids.some(id => id.startsWith('consenthub')) ? await startHub(dll) : null;
    if (hub) stops.push(hub.stop);
    const compared = await subjects(ids, hub?.origin);

    const files = new Map(compared.flatMap(subject => [...siteFiles(subject)]));
    const fileServer = await startStaticServer(path => files.get(path));
    stops.push(fileServer.stop);

    const pages = new Map([bare, ...compared].flatMap(subject => [...sitePages(subject, fileServer.origin)]));
    pages.set('/blank', blank);
    const pageServer = await startStaticServer(path => pages.get(path));
    stops.push(pageServer.stop);
    return { browser, pages: pageServer.origin, subjects: compared, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
