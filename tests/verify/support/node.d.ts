// Types for what the tests use of Node.js, so that the project needs no package of its types.
declare module 'node:crypto' {
  type KeyObject = { export(options: { type: 'spki'; format: 'der' }): Uint8Array };
  export function createHash(name: 'sha256'): { update(bytes: Uint8Array | string): ReturnType<typeof createHash>; digest(): Uint8Array };
  export function generateKeyPairSync(type: 'ec', options: { namedCurve: string }): { privateKey: KeyObject; publicKey: KeyObject };
  export function sign(hash: 'sha256', bytes: Uint8Array, key: KeyObject): Uint8Array;
}
