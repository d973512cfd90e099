import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { App, Page } from './app.jsx';

export const root = () => renderToString(<StrictMode><App /></StrictMode>);
export const whole = scripts => `<!DOCTYPE html>${renderToString(<StrictMode><Page scripts={scripts} /></StrictMode>)}`;
