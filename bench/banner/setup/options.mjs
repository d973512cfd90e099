import { parseArgs } from 'node:util';
import { BenchError } from './benchError.mjs';

const usage = `Usage: node run.mjs [options]

  --rounds N       rounds of everything that is timed or weighed (default 9)
  --only A,B       only these scripts, by id (the bare page always runs)
  --raw            also print the medians behind the ratios
  --markdown FILE  also write the tables to FILE as Markdown
  --hub DLL        use this built ConsentHub.dll; without it the hub is built first
  --list           print the ids and stop`;

/** The options of the command line. */
export function readOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        rounds: { type: 'string', default: '9' },
        only: { type: 'string' },
        raw: { type: 'boolean', default: false },
        markdown: { type: 'string' },
        hub: { type: 'string' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new BenchError(`${error.message}\n\n${usage}`);
  }

  if (values.help) throw new BenchError(usage);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new BenchError(`--rounds must be a whole number from 1, not "${values.rounds}".`);
  return { ...values, rounds, only: values.only?.split(',').map(id => id.trim()) ?? null };
}
