import type { AskAge } from '../age/askAge';
import type { Checks } from '../checks/checks';
import type { MakeDebugger } from '../debug/makeDebugger';
import type { MakeCover } from '../embeds/createCover';
import type { Hub } from '../../core/findHub';
import type { MakeTranslate } from '../marks/makeTranslate';
import type { Page } from '../../core/page';
import type { MakePreferences } from '../preferences/makePreferences';
import type { CreateRecords } from '../records/createRecords';
import type { MakeRoots } from '../roots/makeRoots';
import type { MakeSave } from '../save/makeSave';
import type { LoadChecks } from './loadNotice';

/** What is needed later still. */
export interface LaterParts {
  readonly checks: LoadChecks;
  readonly save: () => Promise<MakeSave | undefined>;
  readonly preferences: () => Promise<MakePreferences | undefined>;
  readonly records: () => Promise<CreateRecords | undefined>;
  readonly age: () => Promise<AskAge | undefined>;
  readonly embeds: () => Promise<MakeCover | undefined>;
  readonly roots: () => Promise<MakeRoots | undefined>;
  readonly marks: () => Promise<MakeTranslate | undefined>;
  readonly debug: () => Promise<MakeDebugger | undefined>;
}

/** Integrity of the parts, written here by the build. */
declare const __INTEGRITY__: Readonly<Record<keyof LaterParts, string>>;

let checks: LoadChecks | undefined;

/** One for the search for a notice and for the page that it leads to. */
export function checksOf(hub: Hub): LoadChecks {
  return checks ??= hub.loadPart<Checks>(hub, 'checks', __INTEGRITY__.checks);
}

export function createLaterParts({ hub }: Page): LaterParts {
  const { loadPart } = hub;
  return {
    checks: checksOf(hub),
    save: loadPart(hub, 'save', __INTEGRITY__.save),
    preferences: loadPart(hub, 'preferences', __INTEGRITY__.preferences),
    records: loadPart(hub, 'records', __INTEGRITY__.records),
    age: loadPart(hub, 'age', __INTEGRITY__.age),
    embeds: loadPart(hub, 'embeds', __INTEGRITY__.embeds),
    roots: loadPart(hub, 'roots', __INTEGRITY__.roots),
    marks: loadPart(hub, 'marks', __INTEGRITY__.marks),
    debug: loadPart(hub, 'debug', __INTEGRITY__.debug),
  };
}
