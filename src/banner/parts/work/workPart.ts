import type { Checks, Hub, LaterParts, LoadChecks, Page, WorkPart } from '../../contracts';
import { findNotice } from './loadNotice';
import { makeWork } from './makeWork';

/** Integrity of the parts, written here by the build. */
declare const __INTEGRITY__: Readonly<Record<keyof LaterParts, string>>;

let checks: LoadChecks | undefined;

/** The one loader of the checks, for fetching a notice and for the page that uses it. */
function checksOf(hub: Hub): LoadChecks {
  return checks ??= hub.loadPart<Checks>(hub, 'checks', __INTEGRITY__.checks);
}

function createLaterParts({ hub }: Page): LaterParts {
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

/** What the part `work` gives to the script. */
export const workPart: WorkPart = {
  findNotice: hub => findNotice(hub, checksOf(hub)),
  makeWork: page => makeWork(page, createLaterParts(page)),
};
