import type { Hub } from './hub';
import { loadPart } from './loadPart';
import type { Signal } from './signals/signal';
import type { WorkPart } from './work/work';

/** What comes after the script itself. */
export interface Parts {
  readonly work: () => Promise<WorkPart | undefined>;
  readonly signals: () => Promise<Signal | undefined>;
}

/** Integrity of the parts, written here by the build. */
declare const __INTEGRITY__: Readonly<Record<keyof Parts, string>>;

export function createParts(hub: Hub): Parts {
  return {
    work: loadPart(hub, 'work', __INTEGRITY__.work),
    signals: loadPart(hub, 'signals', __INTEGRITY__.signals),
  };
}
