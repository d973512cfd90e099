import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Twenty services as a medium-sized shop has them, with the storage that their makers list. */
const twenty = {
  preferences: [
    ['intercom', 'Intercom', 'Intercom R&D', ['widget.intercom.io', 'js.intercomcdn.com'], ['intercom-id-*', 'intercom-session-*'], 'P9M'],
    ['algolia', 'Algolia search', 'Algolia SAS', ['cdn.algolia.net', 'insights.algolia.io'], ['_ALGOLIA'], 'P6M'],
    ['weglot', 'Weglot', 'Weglot SAS', ['cdn.weglot.com'], ['wglang'], 'P1Y'],
    ['google_maps', 'Google Maps', 'Google Ireland Ltd.', ['maps.googleapis.com', 'maps.gstatic.com'], ['NID'], 'P6M'],
    ['trustpilot', 'Trustpilot', 'Trustpilot A/S', ['widget.trustpilot.com'], ['TP.uuid'], 'P1Y'],
  ],
  analytics: [
    ['google_analytics', 'Google Analytics', 'Google Ireland Ltd.', ['www.google-analytics.com', 'www.googletagmanager.com'], ['_ga', '_ga_*'], 'P13M'],
    ['hotjar', 'Hotjar', 'Hotjar Ltd.', ['static.hotjar.com', 'script.hotjar.com'], ['_hjSessionUser_*', '_hjSession_*'], 'P1Y'],
    ['clarity', 'Microsoft Clarity', 'Microsoft Ireland Operations Ltd.', ['www.clarity.ms', 'c.clarity.ms'], ['_clck', '_clsk', 'CLID'], 'P1Y'],
    ['matomo', 'Matomo', 'InnoCraft Ltd.', ['cdn.matomo.cloud'], ['_pk_id*', '_pk_ses*'], 'P13M'],
    ['mixpanel', 'Mixpanel', 'Mixpanel Inc.', ['cdn.mxpnl.com', 'api-eu.mixpanel.com'], ['mp_*'], 'P1Y'],
    ['sentry_replay', 'Sentry Replay', 'Functional Software Inc.', ['browser.sentry-cdn.com'], ['sentryReplaySession'], 'P1D'],
    ['vwo', 'VWO', 'Wingify Software', ['dev.visualwebsiteoptimizer.com'], ['_vwo_uuid', '_vis_opt_s'], 'P1Y'],
  ],
  marketing: [
    ['google_ads', 'Google Ads', 'Google Ireland Ltd.', ['www.googleadservices.com', 'googleads.g.doubleclick.net'], ['_gcl_au', 'IDE'], 'P90D'],
    ['meta_pixel', 'Meta Pixel', 'Meta Platforms Ireland Ltd.', ['connect.facebook.net', 'www.facebook.com'], ['_fbp', '_fbc'], 'P90D'],
    ['tiktok', 'TikTok Pixel', 'TikTok Technology Ltd.', ['analytics.tiktok.com'], ['_ttp', '_tt_enable_cookie'], 'P13M'],
    ['linkedin', 'LinkedIn Insight Tag', 'LinkedIn Ireland', ['snap.licdn.com', 'px.ads.linkedin.com'], ['li_gc', 'bcookie', 'lidc'], 'P6M'],
    ['uet', 'Microsoft Advertising', 'Microsoft Ireland Operations Ltd.', ['bat.bing.com'], ['_uetsid', '_uetvid', 'MUID'], 'P13M'],
    ['pinterest', 'Pinterest Tag', 'Pinterest Europe Ltd.', ['s.pinimg.com', 'ct.pinterest.com'], ['_pin_unauth', '_pinterest_ct_ua'], 'P1Y'],
    ['criteo', 'Criteo', 'Criteo SA', ['dynamic.criteo.com', 'gum.criteo.com'], ['cto_bundle', 'uid'], 'P13M'],
    ['youtube', 'YouTube', 'Google Ireland Ltd.', ['www.youtube.com', 'www.youtube-nocookie.com'], ['VISITOR_INFO1_LIVE', 'YSC'], 'P6M'],
  ],
};

const purposes = { preferences: 'Makes the shop easier to use and remembers how.', analytics: 'Counts visits and shows where the shop can be better.', marketing: 'Shows offers that fit and counts whether they worked.' };

/** Copies the sites of the repository and adds `twenty`: the demo site with twenty optional services. */
export function writeSites(from, to) {
  cpSync(from, to, { recursive: true });
  const site = JSON.parse(readFileSync(join(from, 'demo.json'), 'utf8'));
  site.key = 'twenty';
  site.categories[0].services[1].cookies = site.categories[0].services[1].cookies.map(cookie => ({ ...cookie, name: cookie.name.replace('demo', 'twenty') }));
  for (const category of site.categories.slice(1))
    category.services = twenty[category.id].map(entry => service(entry, purposes[category.id], category.purposes));
  writeFileSync(join(to, 'twenty.json'), JSON.stringify(site, null, 2));
  return to;
}

function service([id, name, provider, hosts, cookies, duration], purpose, purposeIds) {
  return {
    id, name, provider, hosts,
    purposes: [purposeIds[0]],
    purpose: { en: purpose, de: purpose },
    cookies: cookies.map(cookie => ({ name: cookie, kind: 'cookie', duration })),
  };
}
