import { createRoot } from 'react-dom/client';
import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from '@c15t/react';

const options = {
  mode: 'offline',
  consentCategories: ['necessary', 'functionality', 'measurement', 'marketing'],
  overrides: { country: 'DE', language: 'en' },
};

createRoot(document.getElementById('consent')).render(
  <ConsentManagerProvider options={options}>
    <ConsentBanner />
    <ConsentDialog />
  </ConsentManagerProvider>,
);
