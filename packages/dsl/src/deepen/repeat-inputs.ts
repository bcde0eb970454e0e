import type { ConvLayer, Layer, ResidualLayer } from '../layer.ts';

/** How the values of a parameter lie: so many for each channel that it reads, in rows. */
interface Rows {
  readonly rows: number;
  readonly each: number;
}

/** The parameters of a block, by their paths within it, that have values for each channel which enters. */
export function parametersOfInputs({ preactivation, body }: ResidualLayer): ReadonlyMap<string, Rows> {
  const found = new Map<string, Rows>();
  const passes = preactivation ? visit(preactivation, '', found) : true;
  if (passes) visit(body, '', found);
  return found;
}

/** Whether what follows reads the same channels. */
function visit(layer: Layer, path: string, found: Map<string, Rows>): boolean {
  const within = (name: string): string => (path ? `${path}.${name}` : name);
  switch (layer.kind) {
    case 'sequential':
      return layer.children.every(([name, child]) => visit(child, within(name), found));
    case 'branches':
      for (const [name, child] of layer.children) visit(child, within(name), found);
      return false;
    case 'conv':
      found.set(within('weight'), rowsOf(layer));
      return false;
    case 'batchNorm':
    case 'groupNorm':
      for (const leaf of ['weight', 'bias', 'running_mean', 'running_var'])
        found.set(within(leaf), { rows: 1, each: 1 });
      return true;
    default:
      return true;
  }
}

const rowsOf = ({ channels, kernel: [height, width] }: ConvLayer): Rows => ({ rows: channels, each: height * width });

/** The values for more channels, those that there are one after the other again. */
export function repeatInputs(values: Float32Array, { rows, each }: Rows, times: number): Float32Array {
  const before = values.length / rows;
  const after = each * Math.round((before / each) * times);
  return Float32Array.from(
    { length: rows * after },
    (_, index) => values[Math.floor(index / after) * before + ((index % after) % before)] ?? NaN,
  );
}
