var klaroConfig = {
  version: 1,
  privacyPolicy: '#privacy',
  acceptAll: true,
  translations: {
    zz: { privacyPolicyUrl: '#privacy' },
    en: {
      purposes: { necessary: 'Sign-in and security', preferences: 'Preferences', analytics: 'Analytics', marketing: 'Marketing' },
      session: { description: 'Keeps you signed in and protects orders against misuse.' },
      settings: { description: 'Remembers how you like to use the site.' },
      statistics: { description: 'Counts which pages are visited and where people leave an order unfinished.' },
      offers: { description: 'Shows offers to people who visited before and tells us whether an advertisement worked.' },
    },
  },
  services: [
    { name: 'session', title: 'Sign-in', purposes: ['necessary'], required: true },
    { name: 'settings', title: 'Settings', purposes: ['preferences'], cookies: ['settings'] },
    { name: 'statistics', title: 'Statistics', purposes: ['analytics'], cookies: [/^_st/] },
    { name: 'offers', title: 'Offers', purposes: ['marketing'], cookies: ['_offers'] },
  ],
};
