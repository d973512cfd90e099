import { writeCookie } from '../writeCookie';

/**
 * Writes one of our own cookies as usual, or where that is not kept as one that is kept apart for the site around
 * (CHIPS): in a frame on another site a browser takes no other. Answers whether it is kept.
 */
export function writeAnywhere(name: string, value: string, cookie: Parameters<typeof writeCookie>[2]): boolean {
  return writeCookie(name, value, cookie) || writeCookie(name, value, cookie, 'None;Partitioned');
}
