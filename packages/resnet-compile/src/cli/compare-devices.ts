import { backends, compileModule, targetNames, type Stages, type TargetName } from '@resnet-compile/driver';
import { findAdapter, type LoadOptions, type ModelInfo, type Network } from '@resnet-compile/runtime';
import type { Fault } from './fault.ts';

interface Loadable {
  readonly model: ModelInfo;
  readonly load: (options: LoadOptions) => Promise<Network>;
}

/** The first is what the others are held against: plain JavaScript, each number of which is rounded as it stands. */
const ways: readonly TargetName[] = ['js', ...targetNames.filter((name) => name !== 'js')];
const batch = 2;

/** Compares the devices that there are; whether there is a GPU is asked for once. */
export function deviceComparison(tolerance: number): (stages: Stages) => Promise<Fault | undefined> {
  const present = findAdapter(undefined).then(
    () => ways,
    () => ways.filter((target) => backends[target].device !== 'webgpu'),
  );
  return async (stages) => compare(stages, await present, tolerance);
}

/** Runs a network with its initial weights in every way, and says where results differ. */
async function compare(stages: Stages, all: typeof ways, tolerance: number): Promise<Fault | undefined> {
  let expected: ReadonlyMap<string, Float32Array> | undefined;
  for (const target of all) {
    const { title, device } = backends[target];
    const { model, load } = await imported(compileModule(stages, { target, softwareGpu: true }).module);
    const network = await load({ device });
    const found = new Map(Object.entries(await network.run(imagesFor(model))));
    await network.dispose();
    expected ??= found;
    for (const [output, values] of expected) {
      const apart = distance(found.get(output) ?? new Float32Array(0), values);
      if (!(apart <= tolerance))
        return {
          kind: `${title} differs`,
          message: `${output}: ${title} and JavaScript are ${apart.toExponential(1)} of the largest value apart; at most ${tolerance} was expected`,
        };
    }
  }
  return undefined;
}

const imported = (text: string): Promise<Loadable> =>
  import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`) as Promise<Loadable>;

/** In [−2, 2), the same each time. */
const imagesFor = ({ input: [channels, height, width] }: ModelInfo): Float32Array => {
  let state = 1;
  return Float32Array.from({ length: batch * channels * height * width }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 30;
  });
};

/** The largest difference, relative to the largest value; what is no number on one side alone is far away. */
function distance(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Infinity;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return expected.reduce((most, value, at) => {
    const other = found[at] ?? NaN;
    const apart = Object.is(other, value) ? 0 : Math.abs(other - value) / largest;
    return apart <= most ? most : Number.isNaN(apart) ? Infinity : apart;
  }, 0);
}
