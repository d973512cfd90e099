import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { BenchError } from './benchError.mjs';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // Hides that the browser is automated: vanilla-cookieconsent shows nothing to a browser that reports automation.
  '--disable-blink-features=AutomationControlled',
];

/** The Chromium of the system, or the one that CHROMIUM names. */
export async function startBrowser() {
  if (!existsSync(executable)) throw new BenchError(`There is no Chromium at ${executable}. Install it, or set CHROMIUM to its path.`);
  return chromium.launch({ executablePath: executable, args });
}
