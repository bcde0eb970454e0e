import type { Origin } from '@resnet-compile/ir';
import { escapeControls } from '@resnet-compile/options';

/** What one kernel takes. */
export interface KernelProfile {
  readonly name: string;
  readonly milliseconds: number;
  readonly origin: Origin;
  /** Input → result. */
  readonly shape?: string;
  readonly algorithm?: string;
  readonly gigabytesPerSecond?: number;
  /** Of the direct method's arithmetic; the share of what the host can reach; whether it is under half of the network's mean. */
  readonly gigaflops?: number;
  readonly ofPeak?: number;
  readonly slow?: boolean;
}

export interface Profile {
  readonly kernels: readonly KernelProfile[];
  readonly milliseconds: number;
  /** What it was measured with and beside. */
  readonly conditions: Readonly<Record<string, string | number>>;
  /** The same, for people. */
  readonly summary: readonly string[];
}

interface Column {
  readonly head: string;
  readonly cell: (kernel: KernelProfile) => string | undefined;
  /** Numbers are aligned on their right. */
  readonly number?: true;
}

const placeOf = ({ file, line, column }: Origin): string =>
  file === undefined ? '' : [file, line, column].filter((part) => part !== undefined).join(':');

/** A table of a profile: a line per kernel, and a column for everything that is known of one of them. */
export function printProfile({ kernels, milliseconds, summary }: Profile): string {
  const columns: readonly Column[] = [
    { head: 'ms', number: true, cell: (kernel) => kernel.milliseconds.toFixed(3) },
    { head: 'share', number: true, cell: (kernel) => `${((100 * kernel.milliseconds) / milliseconds).toFixed(1)} %` },
    {
      head: 'GFLOP/s',
      number: true,
      cell: ({ gigaflops, slow }) =>
        gigaflops === undefined ? undefined : `${slow ? '< ' : ''}${gigaflops.toFixed(1)}`,
    },
    {
      head: 'of peak',
      number: true,
      cell: ({ ofPeak }) => (ofPeak === undefined ? undefined : `${(100 * ofPeak).toFixed(0)} %`),
    },
    { head: 'GB/s', number: true, cell: ({ gigabytesPerSecond }) => gigabytesPerSecond?.toFixed(1) },
    { head: 'algorithm', cell: ({ algorithm }) => algorithm },
    { head: 'shape', cell: ({ shape }) => shape },
    { head: 'kernel', cell: ({ name }) => escapeControls(name) },
    { head: 'layer', cell: ({ origin }) => origin.path ?? '' },
    { head: 'place', cell: ({ origin }) => placeOf(origin) },
  ];
  const known = columns.filter(({ cell }) => kernels.some((kernel) => cell(kernel) !== undefined));
  const table = known.map(({ head, number, cell }) => {
    const cells = [head, ...kernels.map((kernel) => cell(kernel) ?? '')];
    const width = Math.max(...cells.map(({ length }) => length));
    return cells.map((text) => (number ? text.padStart(width) : text.padEnd(width)));
  });
  const lines = ['head', ...kernels].map((_, row) =>
    table
      .map((column) => column[row])
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...summary, ''].join('\n');
}
