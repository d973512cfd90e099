import { guard } from '../shared/guard';

interface Policy {
  createScript(text: string): string;
  createScriptURL(url: string): string;
}

declare const trustedTypes: { createPolicy(name: string, rules: Policy): Policy };

let policy: Policy | undefined;

/**
 * Under `require-trusted-types-for 'script'` a released script needs a value of our policy. The policy is created when
 * it is first needed, so a page that does not allow it sees no violation earlier.
 */
export function trusted(as: keyof Policy, value: string): string {
  const rules: Policy = { createScript: text => text, createScriptURL: url => url };
  policy ??= guard(() => trustedTypes.createPolicy('consenthub', rules)) ?? rules;
  return policy[as](value);
}
