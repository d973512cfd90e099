import { conditions } from '../measures/show.mjs';
import { figures } from './figures.mjs';
import { notes } from './notes.mjs';
import { rawRows } from './rawRows.mjs';
import { rows } from './rows.mjs';
import { markdownTable, textTable } from './table.mjs';
import { targets } from './targets.mjs';

/** Tables, notes and targets, as text and as Markdown. */
export function report(results, { rounds, raw, browser }) {
  const bare = results.get('bare');
  const compared = [...results.values()].filter(({ subject }) => subject.banner);
  const all = compared.map(result => ({ result, subject: result.subject, figures: figures(result, bare) }));

  const head = title => [title, ...all.map(({ subject }) => subject.name)];
  const table = [head('What'), ...rows.map(row => [row.title, ...cells(row, all)])];
  const { latency, downloadThroughput } = conditions.network.network;
  const about = [
    `Chromium ${browser}; ${rounds} round${rounds === 1 ? '' : 's'}; ${compared.map(({ subject }) => `${subject.name} ${subject.version}`).join(', ')}.`,
    `Times are ratios to the best of the run. Slow 4G: ${latency} ms a round trip, ${downloadThroughput * 8 / 1e6} Mbit/s.`,
  ];
  const rawTable = raw && [head('Medians'), ...rawRows.map(({ title, cell }) => [title, ...all.map(one => cell(one.figures))])];
  const below = all.flatMap(({ result, figures: own }) => notes(result, own, raw));
  const reached = checked(all);

  return {
    text: [about.join('\n'), textTable(table), rawTable && textTable(rawTable), below.map(note => `· ${note}`).join('\n'), reached && textTable(reached)]
      .filter(Boolean).join('\n\n'),
    markdown: [about.join('\n'), markdownTable(table), rawTable && markdownTable(rawTable), below.map(note => `- ${note}`).join('\n'), reached && markdownTable(reached)]
      .filter(Boolean).join('\n\n') + '\n',
  };
}

function cells(row, all) {
  if (!row.ratio) return all.map(one => row.cell(one.figures));
  const values = all.map(one => row.of(one.figures));
  const best = Math.min(...values.filter(value => value !== null));
  return values.map(value => (value === null ? '–' : (value / best).toFixed(2)));
}

/** The targets, for the shipped site and for the one with twenty services where they were measured. */
function checked(all) {
  const ours = all.filter(({ subject }) => subject.ours);
  if (ours.length === 0) return null;
  const others = all.filter(({ subject }) => !subject.ours).map(one => one.figures);
  const said = { true: 'reached', false: 'MISSED', null: '–' };
  return [
    ['Target', ...ours.map(({ subject }) => subject.name)],
    ...targets.map(({ what, check }) => [what, ...ours.map(one => {
      const { reached, text } = check(one.figures, others);
      return `${said[reached]}: ${text}`;
    })]),
  ];
}
