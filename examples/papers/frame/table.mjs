/**
 * A table of Markdown, aligned: the first column to the left, the others to the right.
 * @param {readonly string[]} columns
 * @param {readonly (readonly (string | number)[])[]} rows
 */
export function table(columns, rows) {
  const cells = [columns, ...rows].map((row) => row.map(String));
  const widths = columns.map((_, index) => Math.max(4, ...cells.map((row) => row[index].length)));
  const line = (row, pad = ' ') =>
    `| ${row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index], pad) : cell.padStart(widths[index], pad))).join(' | ')} |`;
  const rule = line(
    columns.map((_, index) => (index === 0 ? '-' : '-:')),
    '-',
  );
  return [line(cells[0]), rule, ...cells.slice(1).map((row) => line(row))].join('\n');
}
