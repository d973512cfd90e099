/** An erasure statement may name a million positions; a film that was dropped here by mistake is not read. */
const longest = 16 * 1024 * 1024;

/** @throws where the file is too long to be a receipt, or can't be read. */
export async function readFile(file: File): Promise<string> {
  if (file.size > longest) throw new Error(`${file.name} is too large to be a receipt.`);
  return file.text();
}
