import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { App } from './app.jsx';
import { covered } from './covered.js';

void covered.then(() => hydrateRoot(document.getElementById('root'), <StrictMode><App /></StrictMode>));
