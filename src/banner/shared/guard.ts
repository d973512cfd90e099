/**
 * Runs a step and catches everything that it throws: a page never breaks because of its banner.
 * A failed step always leaves elements held, so nothing needs repair here.
 */
export function guard<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
