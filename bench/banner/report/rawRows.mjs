const row = (title, of, unit, digits = 1) => ({
  title,
  cell: figures => (of(figures) === null ? '–' : `${of(figures).toFixed(digits)}${unit}`),
});

/** The medians behind the ratios. The first four are the thread's own time, added to that of the bare page. */
export const rawRows = [
  row('Main thread', f => f.cpu.task, ' ms'),
  row('… in script', f => f.cpu.script, ' ms'),
  row('… in style', f => f.cpu.style, ' ms'),
  row('… in layout', f => f.cpu.layout, ' ms'),
  row('Visible, CPU 4× slower', f => f.slowCpu.visible, ' ms', 0),
  row('Visible, slow 4G', f => f.slowNetwork.visible, ' ms', 0),
  row('First paint, CPU 4× slower', f => f.slowCpu.firstPaint, ' ms', 0),
  row('First paint, slow 4G', f => f.slowNetwork.firstPaint, ' ms', 0),
  row('First visible frame to final place, CPU', f => f.slowCpu.delay, ' ms', 0),
  row('First visible frame to final place, 4G', f => f.slowNetwork.delay, ' ms', 0),
  row('First visible frame off by, 4G', f => f.slowNetwork.moved, ' px'),
  row('Longest script call, CPU 4× slower', f => f.slowCpu.longestScript, ' ms', 0),
  row('Longest script call, CPU as is', f => f.slowNetwork.longestScript, ' ms', 0),
  row('JS heap added', f => f.heap, ' KiB'),
];
