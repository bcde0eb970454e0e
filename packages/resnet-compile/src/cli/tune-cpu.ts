import { cpuTarget } from '@resnet-compile/backend-cpu';
import { productName, productOf, type Product, type Schedule } from '@resnet-compile/compiler';
import type { KernelProgram } from '@resnet-compile/ir';
import { joinsVectors, timeKernels } from '@resnet-compile/runtime';
import { describeMeasured, type MeasuredProduct, type Tuned } from './measured-product.ts';
import type { BuiltExport } from './read-models.ts';
import type { MeasuringOptions } from './measuring-options.ts';
import { median } from './median.ts';
import { timedProgram } from './timed-program.ts';

/** What a 3×3 convolution may choose from. */
const schedules: readonly Schedule[] = [undefined, ...cpuTarget.winograd.outputs].map((winograd) => ({
  ...(winograd === undefined ? {} : { winograd }),
  tile: cpuTarget.tile,
}));

/**
 * Times whole networks: once with every convolution computed directly and once by each of Winograd's algorithms, wherever
 * it can be, in turn. A convolution by itself would find its filters in the cache.
 */
export async function tuneCpu(
  networks: readonly BuiltExport[],
  options: MeasuringOptions,
  say: (line: string) => void,
): Promise<Tuned> {
  const measured = new Map<string, MeasuredProduct>();
  for (const each of networks) {
    for (const [key, product] of await measure(each, options)) measured.set(key, sum(measured.get(key), product));
  }
  const products = [...measured.values()];
  const { batch, threads, rounds } = options;
  say(
    `${products.length} products on the CPU, batch ${batch}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${joinsVectors() ? '256' : '128'} bits, medians of ${rounds} rounds, summed over layers`,
  );
  for (const product of products) say(describeMeasured(product));
  return { target: cpuTarget.name, products };
}

/** The convolutions of a network that have a choice, by name; where several layers are the same one, their sums. */
async function measure(
  { stages }: BuiltExport,
  options: MeasuringOptions,
): Promise<ReadonlyMap<string, MeasuredProduct>> {
  const programs = schedules.map((schedule) =>
    stages.program('inference', { target: cpuTarget, schedules: () => schedule }),
  );
  const found = new Map<string, MeasuredProduct>();
  const choices = [...new Map(programs.flatMap(winogradProducts))].sort(([a], [b]) => a - b);
  if (choices.length === 0) return found;
  const times = await timeKernels(programs.map(timedProgram), options);
  for (const [kernel, product] of choices) {
    const key = productName(product);
    found.set(
      key,
      sum(found.get(key), {
        product,
        times: schedules.map((schedule, index) => ({ schedule, milliseconds: median(times[index]?.[kernel] ?? []) })),
      }),
    );
  }
  return found;
}

/** The products that a program computes by Winograd's algorithm, by their kernels' places. */
const winogradProducts = ({ kernels, buffers }: KernelProgram): readonly (readonly [number, Product])[] =>
  kernels.flatMap((kernel, index) => {
    const input = kernel.tile?.winograd && buffers.find(({ id }) => id === kernel.core.reads[0]?.buffer);
    const product = input && productOf(kernel, input.shape);
    return product ? [[index, product] as const] : [];
  });

const sum = (a: MeasuredProduct | undefined, b: MeasuredProduct): MeasuredProduct =>
  a
    ? {
        product: a.product,
        times: a.times.map(({ schedule, milliseconds }, index) => ({
          schedule,
          milliseconds: milliseconds + (b.times[index]?.milliseconds ?? NaN),
        })),
      }
    : b;
