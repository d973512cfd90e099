import type { MakeDebugger } from '../debug/debug';
import type { MakeCover } from '../embeds/cover';
import type { MakeTranslate } from '../marks/translate';
import type { Page } from '../page';
import type { MakePreferences } from '../preferences/preferences';

/** What is needed later still. */
export interface LaterParts {
  readonly preferences: () => Promise<MakePreferences | undefined>;
  readonly embeds: () => Promise<MakeCover | undefined>;
  readonly marks: () => Promise<MakeTranslate | undefined>;
  readonly debug: () => Promise<MakeDebugger | undefined>;
}

/** Integrity of the parts, written here by the build. */
declare const __INTEGRITY__: Readonly<Record<keyof LaterParts, string>>;

/** Loaded by the script's own hand, since a page allows its Trusted Types policy once. */
export function createLaterParts({ hub, loadPart }: Page): LaterParts {
  return {
    preferences: loadPart(hub, 'preferences', __INTEGRITY__.preferences),
    embeds: loadPart(hub, 'embeds', __INTEGRITY__.embeds),
    marks: loadPart(hub, 'marks', __INTEGRITY__.marks),
    debug: loadPart(hub, 'debug', __INTEGRITY__.debug),
  };
}
