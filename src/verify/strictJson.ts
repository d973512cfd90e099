import type { Json } from './json';

/** Longer text is refused. The limit leaves room for an erasure statement that names many positions. */
export const maxBytes = 8 * 1024 * 1024;
/** Levels of objects and arrays. */
const maxDepth = 64;

/**
 * Reads JSON that every reader understands in the same way: I-JSON (RFC 7493), bounded, with whole numbers in one
 * spelling. The twin of StrictJson.cs, whose remarks say what is refused.
 *
 * @throws {SyntaxError} with the reason, as the rest of a sentence that begins with what was read.
 */
export function parseStrictJson(text: string): Json {
  if (text.length > maxBytes || new TextEncoder().encode(text).length > maxBytes) refuse(`is longer than ${maxBytes / 1024 / 1024} MiB`);
  if (text.startsWith('\uFEFF')) refuse('begins with a byte order mark; save it as UTF-8 without one');
  if (/\p{Surrogate}/u.test(text)) refuse('is not UTF-8');
  const tokens = checkDepth(text);
  const value = parse(text);
  checkTokens(tokens);
  return value;
}

/** Bytes of a file as text. @throws {SyntaxError} if they are not UTF-8. */
export function textOfBytes(bytes: BufferSource): string {
  if (bytes.byteLength > maxBytes) refuse(`is longer than ${maxBytes / 1024 / 1024} MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('is not UTF-8');
  }
}

const isContainer = (token: string): boolean => token === '{' || token === '[';

/** Refuses deep nesting before the parser runs, because the parser may call itself for each level. */
function checkDepth(text: string): readonly string[] {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\]:]|-?[0-9][0-9.eE+-]*/g) ?? [];
  let depth = 0;
  for (const token of tokens) {
    if (isContainer(token) && ++depth > maxDepth) refuse(`is no JSON, or nested deeper than ${maxDepth} levels`);
    if (token === '}' || token === ']') depth--;
  }
  return tokens;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return refuse(`is no JSON: ${(error as Error).message}`);
  }
}

/** Walks over tokens of JSON that is known to be well formed. */
function checkTokens(tokens: readonly string[]): void {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const token of tokens) {
    if (isContainer(token)) open.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1)!;
      if (names.has(last)) refuse(`names ${JSON.stringify(last)} twice in one object`);
      names.add(last);
    } else if (token.startsWith('"')) {
      last = JSON.parse(token) as string;
      if (/\p{Surrogate}/u.test(last)) refuse('has text with half a surrogate pair');
    } else if (!Number.isSafeInteger(Number(token)) || String(Number(token)) !== token) refuse(`has the number ${token.slice(0, 40)}, which is not a whole number up to 2^53 - 1 in plain digits`);
  }
}

function refuse(reason: string): never {
  throw new SyntaxError(reason);
}
