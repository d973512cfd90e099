import { maxBytes, textOfBytes } from '../strictJson';
import { NoReceipt } from '../verdict';

/** @throws {NoReceipt} if the file is too long to be a receipt, or is no text. So a video dropped by mistake is not read. */
export async function readFile(file: File): Promise<string> {
  try {
    return textOfBytes(await file.slice(0, maxBytes + 1).arrayBuffer());
  } catch (error) {
    throw new NoReceipt(`${file.name} is no receipt: it ${(error as Error).message}.`);
  }
}
