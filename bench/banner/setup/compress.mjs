import { brotliCompressSync, constants } from 'node:zlib';

/** Brotli at its highest quality, as sites with precompressed files send them. */
export function compress(body) {
  const bytes = Buffer.from(body);
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
}
