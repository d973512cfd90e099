import { guard } from '../guard';

interface Policy {
  createScript(text: string): string;
  createScriptURL(url: string): string;
}

let policy: Policy | null | undefined;

/**
 * Under `require-trusted-types-for 'script'` a released script needs our policy's word. The policy is made when
 * the first script is released, so a page that allows no such policy sees no violation before a choice.
 */
export function trusted(as: keyof Policy, value: string): string {
  if (policy === undefined) {
    const factory = (window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
    policy = (factory && guard(() => factory.createPolicy('consenthub', { createScript: text => text, createScriptURL: url => url }))) ?? null;
  }
  return policy ? policy[as](value) : value;
}
