window.orejimeConfig = {
  privacyPolicyUrl: '#privacy',
  purposes: [
    { id: 'necessary', title: 'Sign-in and security', description: 'These keep you signed in and protect orders against misuse.', cookies: ['session'], isMandatory: true },
    { id: 'preferences', title: 'Preferences', description: 'These remember how you like to use the site.', cookies: ['settings'] },
    { id: 'analytics', title: 'Analytics', description: 'These count which pages are visited and where people leave an order unfinished.', cookies: [/^_st/] },
    { id: 'marketing', title: 'Marketing', description: 'These show offers to people who visited before and tell us whether an advertisement worked.', cookies: ['_offers'] },
  ],
};
