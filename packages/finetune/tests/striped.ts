import { compileModule, stagesOf } from '@resnet-compile/driver';
import { batchNorm, conv, dense, globalAveragePool, network, relu } from '@resnet-compile/dsl';
import type { Load } from '@resnet-compile/vision';

/** For ten classes, none of which is one of the pictures'. */
export const small = network(
  { input: [3, 16, 16] },
  {
    conv1: conv(8, { kernel: 3 }),
    bn1: batchNorm(),
    relu1: relu(),
    conv2: conv(16, { kernel: 3, stride: 2 }),
    bn2: batchNorm(),
    relu2: relu(),
    pool: globalAveragePool(),
    fc: dense(10),
  },
);

export async function loadOf(of: typeof small): Promise<Load> {
  const stages = stagesOf(of, { name: 'small' });
  if ('problems' in stages) throw new Error('the network is wrong');
  const { module } = compileModule(stages, { target: 'cpu' });
  return ((await import(`data:text/javascript,${encodeURIComponent(module)}`)) as { readonly load: Load }).load;
}

/** Initial ones. */
export async function weightsOf(of: typeof small): Promise<Record<string, Float32Array>> {
  const load = (await loadOf(of)) as unknown as (options: object) => Promise<{
    stateDict(): Promise<Record<string, Float32Array>>;
    dispose(): Promise<void>;
  }>;
  const loaded = await load({ device: 'cpu', seed: 3 });
  const state = await loaded.stateDict();
  await loaded.dispose();
  return state;
}

/** Stripes that lie or stand, each of a colour and a width of its own. */
function striped(
  isUpright: boolean,
  seed: number,
): {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
} {
  const data = new Uint8ClampedArray(4 * 20 * 20).fill(255);
  for (let at = 0; at < 20 * 20; at++)
    for (let channel = 0; channel < 3; channel++) {
      const [x, y] = [at % 20, Math.floor(at / 20)];
      const stripe = Math.sin(((isUpright ? x : y) + seed) * (1 + (seed % 5) / 5)) * Math.cos(seed * (channel + 1));
      data[4 * at + channel] = 128 + 100 * stripe + ((seed * 7919 + x * 31 + y * 17) % 23);
    }
  return { data, width: 20, height: 20 };
}

export const stripes = (count: number, from = 0) => ({
  lying: Array.from({ length: count }, (_, n) => striped(false, from + n)),
  upright: Array.from({ length: count }, (_, n) => striped(true, from + n)),
});
