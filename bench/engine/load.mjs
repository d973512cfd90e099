// One slice of load by wrk, and what it cost the process under load.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const milliseconds = { us: 0.001, ms: 1, s: 1000 };

/** Processor time of a process so far, in microseconds. */
export function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Processor time of a process and of its children, those that ended included, in microseconds. */
export function processorTimeOfTree(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const ended = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return children.reduce((sum, child) => sum + processorTime(child), processorTime(pid)) + (Number(ended[13]) + Number(ended[14])) * 10_000;
}

/** Resident memory in MB. */
export function resident(pid) {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
}

/** Loads an address; returns requests a second, percentiles in ms, processor time a request in µs, and how many were refused. */
export async function slice(contestant, { script, path = '', connections = 64, seconds, env = {} }) {
  const before = processorTime(contestant.pid);
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...(script ? ['-s', script] : []), contestant.address + path];
  const { stdout } = await run('wrk', args, { env: { ...process.env, ...env } });
  const spent = processorTime(contestant.pid) - before;
  const requests = Number(/(\d+) requests in/.exec(stdout)[1]);
  const percentile = (p) => {
    const [, value, unit] = new RegExp(`\\s${p}%\\s+([\\d.]+)(us|ms|s)`).exec(stdout);
    return Number(value) * milliseconds[unit];
  };
  return {
    requests, rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]), p50: percentile(50), p99: percentile(99),
    cost: spent / Math.max(requests, 1), refused: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
  };
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** After a warm-up, loads every contestant in turn, `rounds` times; returns the medians by name. */
export async function alternate(contestants, { rounds, seconds, warmUp, loadOf }) {
  const slices = new Map(contestants.map((c) => [c.name, []]));
  for (const contestant of contestants)
    await slice(contestant, { ...loadOf(contestant), seconds: warmUp });

  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants)
      slices.get(contestant.name).push(await slice(contestant, { ...loadOf(contestant), seconds }));
  }

  return new Map([...slices].map(([name, all]) => [name, {
    ...Object.fromEntries(['rate', 'p50', 'p99', 'cost'].map((what) => [what, median(all.map((s) => s[what]))])),
    refused: all.reduce((sum, s) => sum + s.refused, 0),
    memory: resident(contestants.find((c) => c.name === name).pid),
  }]));
}
