(function () {
  function service(key, type, name) {
    tarteaucitron.services[key] = {
      key: key, type: type, name: name, needConsent: true, cookies: [key], uri: '#privacy',
      js: function () {}, fallback: function () {},
    };
    (tarteaucitron.job = tarteaucitron.job || []).push(key);
  }

  tarteaucitron.init({
    privacyUrl: '#privacy',
    bodyPosition: 'bottom',
    hashtag: '#tarteaucitron',
    cookieName: 'tarteaucitron',
    orientation: 'middle',
    groupServices: false,
    showDetailsOnClick: true,
    serviceDefaultState: 'wait',
    showAlertSmall: false,
    cookieslist: false,
    showIcon: true,
    iconPosition: 'BottomRight',
    adblocker: false,
    DenyAllCta: true,
    AcceptAllCta: true,
    highPrivacy: true,
    alwaysNeedConsent: false,
    handleBrowserDNTRequest: false,
    removeCredit: false,
    moreInfoLink: true,
    useExternalCss: false,
    useExternalJs: false,
    readmoreLink: '',
    mandatory: true,
    mandatoryCta: true,
    googleConsentMode: true,
    bingConsentMode: true,
    softConsentMode: false,
    dataLayer: false,
    serverSide: false,
    partnersList: false,
  });

  service('settings', 'other', 'Settings');
  service('statistics', 'analytic', 'Statistics');
  service('offers', 'ads', 'Offers');
})();
