import type { Hub } from './findHub';
import { loadPart } from './loadPart';
import type { WorkPart } from '../contracts';

/** What comes after the script itself. */
export interface Parts {
  readonly work: () => Promise<WorkPart | undefined>;
}

/** Integrity of the part, written here by the build. */
declare const __INTEGRITY__: string;

export function createParts(hub: Hub): Parts {
  return { work: loadPart(hub, 'work', __INTEGRITY__) };
}
