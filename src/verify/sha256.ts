import { concat, type Bytes } from './bytes';

/** SHA-256 of the parts, one after the other. */
export const sha256 = async (...parts: readonly Bytes[]): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
