/** @param table rows of cells, the first being the head */
export function textTable(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map(row => row[column].length)));
  const line = row => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd();
  return [line(table[0]), widths.map(width => '─'.repeat(width)).join('  '), ...table.slice(1).map(line)].join('\n');
}

export function markdownTable(table) {
  const line = row => `| ${row.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(table[0]), `|${'---|'.repeat(table[0].length)}`, ...table.slice(1).map(line)].join('\n');
}
