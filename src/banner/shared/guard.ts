/**
 * Runs a step and keeps whatever it throws inside: a page never breaks because of its banner.
 * What follows from a failed step is always the strict side, so nothing needs repair here.
 */
export function guard<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
