export function buildStub(): Promise<string>;
export function buildPatch(): Promise<string>;
export function policyHash(text: string): string;
export function writeStubs(): Promise<void>;
