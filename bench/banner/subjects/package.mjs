import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of an installed package. */
export const packageFolder = name => join(fileURLToPath(new URL('../node_modules', import.meta.url)), name);

/** The version that is installed. */
export const packageVersion = name => JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8')).version;

/** A file of an installed package, as a subject's `files` name it. */
export const packageFile = (name, file) => ({ path: join(packageFolder(name), file) });

/** A file beside a subject's own module. */
export const ownFile = (module, file) => ({ path: fileURLToPath(new URL(file, module)) });
