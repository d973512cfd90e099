const yesNo = value => (value ? 'yes' : 'no');
const kib = value => `${value.toFixed(1)} KiB`;
const visit = ({ requests, nodes, asked }) => `${requests} req, ${nodes} nodes${asked ? ', asks again' : ''}`;
const percent = value => `${Math.round(value * 100)} %`;

const underPolicy = ({ shown, works, sameLook, violations }) => {
  if (!shown) return `${violations.length}, no banner`;
  return [violations.length, sameLook ? 'same look' : 'other look', works ? 'works' : 'broken'].join(', ');
};
const rules = broken => (broken.length === 0 ? '0' : `${broken.length} (nodes: ${broken.reduce((sum, { nodes }) => sum + nodes, 0)})`);
const byKeyboard = ({ opens, ...does }) => {
  if (!opens) return 'does not open';
  const names = { movesIn: 'moves in', trapped: 'trapped', closes: 'Escape', choosesNothing: 'no choice', back: 'back' };
  const missing = Object.keys(names).filter(name => !does[name]);
  return missing.length === 0 ? 'all' : `not: ${missing.map(name => names[name]).join(', ')}`;
};

/** Whether one call into the script blocked the page for 50 ms, on this machine and on one four times slower. */
export const longTasks = ({ slowNetwork, slowCpu }) =>
  (slowNetwork.longestScript === null || slowCpu.longestScript === null ? null : [slowNetwork, slowCpu].map(({ longestScript }) => longestScript >= 50));

/** A row whose cells come from the figures; `of` returns null if the measure could not be taken. */
const plain = (title, of, text) => ({ title, cell: figures => (of(figures) === null || of(figures) === undefined ? '–' : text(of(figures))) });

/** A row of times, shown as ratios to the best of the run. */
const ratio = (title, of) => ({ title, of, ratio: true });

/** The rows of the table, top to bottom. */
export const rows = [
  plain('Bytes until the banner', f => f.until, until => kib(until.kib)),
  plain('Requests until the banner', f => f.until, until => String(until.requests)),
  plain('Preference centre, more', f => f.centre, centre => `${kib(centre.kib)}, ${centre.requests} req`),
  plain('Returning, empty cache', f => f.returning?.empty, visit),
  plain('Returning, warm cache', f => f.returning?.warm, visit),
  ratio('Main thread until idle', f => f.cpu.task),
  ratio('Banner visible, CPU 4× slower', f => f.slowCpu.visible),
  ratio('Banner visible, slow 4G', f => f.slowNetwork.visible),
  plain('First paint / bare page, CPU', f => f.slowCpu.paintDelay, delay => delay.toFixed(2)),
  plain('First paint / bare page, 4G', f => f.slowNetwork.paintDelay, delay => delay.toFixed(2)),
  plain('First frame in final place', f => f.slowNetwork.finalAtOnce, yesNo),
  plain('Layout shift (CLS)', f => f.slowCpu.shifts, shifts => (shifts < 0.0005 ? '0' : shifts.toFixed(3))),
  plain('Long task of its own: CPU as is, 4×', f => longTasks(f), ([asIs, slow]) => `${yesNo(asIs)}, ${yesNo(slow)}`),
  plain('JS heap added', f => f.heap, heap => `${heap.toFixed(0)} KiB`),
  plain('Nodes before the dialog', f => f.nodes, String),
  plain('Strict CSP, violations', f => f.policy?.strict, underPolicy),
  plain('… and Trusted Types', f => f.policy?.trusted, underPolicy),
  plain('axe, banner: rules broken', f => f.accessibility?.banner, rules),
  plain('axe, dialog: rules broken', f => f.accessibility?.dialog, rules),
  plain('Dialog by keyboard', f => f.keyboard, byKeyboard),
  plain('320 × 568: screen covered', f => f.phone, ({ share, pageBlocked }) => `${percent(share)}${pageBlocked ? ', page blocked' : ''}`),
  plain('320 × 568: reject visible', f => f.phone, ({ reject }) => yesNo(reject)),
  plain('320 × 568: scrolls sideways', f => f.phone, ({ sideways }) => yesNo(sideways)),
  plain('Languages (right-to-left)', f => f.languages, ({ count, rightToLeft }) => `${count} (${rightToLeft})`),
];
