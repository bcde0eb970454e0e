/** Results as Markdown, a table per case. */
export function printMachine({ cpu, simd, cores, node, packages }) {
  console.log(
    `${cpu} (${simd?.join(' ') ?? 'SIMD unknown'}), ${cores} cores, Node ${node}; ${Object.entries(packages)
      .map((entry) => entry.join(' '))
      .join(', ')}`,
  );
}

/** @param {Awaited<ReturnType<import('./measure.mjs').measure>>} result */
export function printResult({ version, network, batch, threads, contenders, failures }) {
  console.log(`\n### ${network}, ${caseOf({ batch, threads })}, ${version}\n`);
  if (contenders.length) {
    const [first] = contenders;
    printTable(
      [
        'contender',
        'ms per call',
        'quartiles',
        'images/s',
        `÷ ${first.contender}`,
        'quartiles',
        'cores busy',
        'difference',
        'peak MB',
      ],
      contenders.map(({ contender, milliseconds, ratioToFirst, busyCores, difference, peakMegabytes }) => [
        contender,
        number(milliseconds.median),
        spread(milliseconds),
        number((1000 * batch) / milliseconds.median),
        ratioToFirst.median.toFixed(2),
        `${ratioToFirst.lower.toFixed(2)}–${ratioToFirst.upper.toFixed(2)}`,
        busyCores.toFixed(1),
        difference.toExponential(0),
        String(peakMegabytes ?? '–'),
      ]),
    );
  }
  for (const { contender, error } of failures) console.log(`\n${contender} was not timed: ${error}`);
}

/**
 * A table per host: a row per case, with each contender's milliseconds, and in how many times ours it takes them.
 * @param {readonly Awaited<ReturnType<import('./measure.mjs').measure>>[]} cases
 */
export function printSummary(cases) {
  for (const [version, rows] of Map.groupBy(cases, (each) => each.version)) {
    const contenders = [...new Set(rows.flatMap((row) => row.contenders.map(({ contender }) => contender)))];
    console.log(`\n## ${version}: medians of milliseconds, quartiles, and ÷ ${contenders[0]}\n`);
    printTable(
      ['', ...contenders],
      rows.map((row) => [
        `${row.network}, ${caseOf(row)}`,
        ...contenders.map((name) => {
          const { milliseconds, ratioToFirst } = row.contenders.find(({ contender }) => contender === name) ?? {};
          if (!milliseconds) return '–';
          return `${number(milliseconds.median)} (${spread(milliseconds)})${name === contenders[0] ? '' : `, ${ratioToFirst.median.toFixed(2)}`}`;
        }),
      ]),
    );
  }
}

const caseOf = ({ batch, threads }) => `batch ${batch}, ${threads} thread${threads === 1 ? '' : 's'}`;

/** Three digits. */
export const number = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2));

export const spread = ({ lower, upper }) => `${number(lower)}–${number(upper)}`;

export const printTable = (heads, rows) => console.log(markdownTable(heads, rows));

export function markdownTable(heads, rows) {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    `| ${cells.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`;
  return [
    line(heads),
    line(widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))),
    ...rows.map(line),
  ].join('\n');
}
