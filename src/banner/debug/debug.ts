import type { Desk } from '../work/work';

export type MakeDebugger = (desk: Desk) => void;

export const makeDebugger: MakeDebugger = () => undefined;
