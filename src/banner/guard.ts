/**
 * Runs a step and keeps whatever it throws inside: a page never breaks because of its banner.
 * What follows from a failed step is always the strict side, so there is nothing to repair here.
 */
export function guard<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
