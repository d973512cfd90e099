import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { Page } from './app.jsx';
import { covered } from './covered.js';

const scripts = [...document.querySelectorAll('head > script:not([integrity])')].map(script => script.getAttribute('src'));
void covered.then(() => hydrateRoot(document, <StrictMode><Page scripts={scripts} /></StrictMode>));
