// Asks the banner's decide what the server's DecisionRules has answered, and names the cases on which the two disagree.
// Usage: node tests/banner/compareDecisions.mjs FILE, a JSON array of {facts, categories: {id: bool}, services: {id: bool}}.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const cases = JSON.parse(await readFile(process.argv[2], 'utf8'));
const { outputFiles } = await build({
  entryPoints: [new URL('../../src/banner/core/decide.ts', import.meta.url).pathname], bundle: true, write: false, format: 'esm', platform: 'node',
});
const code = `${process.argv[2]}.mjs`;
await writeFile(code, outputFiles[0].text);
const { decide } = await import(pathToFileURL(code).href);
await rm(code);

const differing = [];
for (const { facts, categories, services } of cases) {
  const choice = facts.choice && { ...facts.choice, services: new Map(Object.entries(facts.choice.services)) };
  const decision = decide({ ...facts, choice });
  if (Object.entries(categories).some(([id, on]) => decision.categories.get(id) !== on) || Object.entries(services).some(([id, on]) => decision.services.get(id) !== on))
    differing.push({ facts, server: { categories, services }, banner: { categories: Object.fromEntries(decision.categories), services: Object.fromEntries(decision.services) } });
}
differing.slice(0, 5).forEach(difference => console.log(JSON.stringify(difference)));
console.log(JSON.stringify({ cases: cases.length, differences: differing.length }));
process.exitCode = differing.length === 0 ? 0 : 2;
