import { maxBytes, textOfBytes } from '../strictJson';
import { NoReceipt } from '../verdict';

/**
 * Reads a file up to the length of the longest receipt, so that a video dropped by mistake is not read whole. @throws
 * {NoReceipt} if it is longer, or is no text.
 */
export async function readFile(file: File): Promise<string> {
  try {
    return textOfBytes(await file.slice(0, maxBytes + 1).arrayBuffer());
  } catch (error) {
    throw new NoReceipt(`${file.name} is no receipt: it ${(error as Error).message}.`);
  }
}
