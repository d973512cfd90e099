import './cookieconsent.umd.js';

CookieConsent.run({
  categories: {
    necessary: { enabled: true, readOnly: true },
    preferences: {},
    analytics: {},
    marketing: {},
  },
  language: {
    default: 'en',
    translations: {
      en: {
        consentModal: {
          title: 'We use cookies',
          description: 'Some are needed for the site to work. Others help us remember your settings, count visits and show offers that fit. You decide which.',
          acceptAllBtn: 'Accept all',
          acceptNecessaryBtn: 'Reject all',
          showPreferencesBtn: 'Manage individual preferences',
          footer: '<a href="#privacy">Privacy policy</a>',
        },
        preferencesModal: {
          title: 'Manage cookie preferences',
          acceptAllBtn: 'Accept all',
          acceptNecessaryBtn: 'Reject all',
          savePreferencesBtn: 'Accept current selection',
          closeIconLabel: 'Close modal',
          sections: [
            { title: 'Your choice', description: 'You can change it at any time.' },
            { title: 'Strictly necessary', description: 'These keep you signed in and protect orders against misuse. They cannot be disabled.', linkedCategory: 'necessary' },
            { title: 'Preferences', description: 'These remember how you like to use the site.', linkedCategory: 'preferences' },
            { title: 'Analytics', description: 'These count which pages are visited and where people leave an order unfinished.', linkedCategory: 'analytics' },
            { title: 'Marketing', description: 'These show offers to people who visited before and tell us whether an advertisement worked.', linkedCategory: 'marketing' },
          ],
        },
      },
    },
  },
});
