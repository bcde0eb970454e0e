import { buildWebGpuPlan, softwareWebgpuTarget, webgpuTarget } from '@resnet-compile/backend-webgpu';
import { candidatesFor, fuse, lower, productName, productOf, simplify, type Product } from '@resnet-compile/compiler';
import { isTiled } from '@resnet-compile/ir';
import { findAdapter, isSoftware, timeDispatches } from '@resnet-compile/runtime';
import { describeMeasured, type MeasuredProduct, type ScheduleTime, type Tuned } from './measured-product.ts';
import type { BuiltExport } from './read-models.ts';
import type { MeasuringOptions } from './measuring-options.ts';
import { productProgram } from './product-program.ts';
import { UserError } from './user-error.ts';

/** Times each product alone, by every schedule that its target may choose. */
export async function tuneWebGpu(
  networks: readonly BuiltExport[],
  { batch, rounds }: MeasuringOptions,
  say: (line: string) => void,
): Promise<Tuned> {
  const { gpu, adapter } = await findAdapter(undefined).catch((error: Error) => {
    throw new UserError(error.message);
  });
  const software = isSoftware(adapter);
  const target = software ? softwareWebgpuTarget : webgpuTarget;
  const products = new Map(networks.flatMap(productsOf).map((product) => [productName(product), product]));
  say(
    `${products.size} products on ${[adapter.info.vendor, adapter.info.architecture, adapter.info.device].filter(Boolean).join(' ')}, scheduled for ${target.name}`,
  );
  const measured: MeasuredProduct[] = [];
  for (const product of products.values()) {
    const times: ScheduleTime[] = [];
    for (const schedule of candidatesFor(product, target.costs, target.vector)) {
      const dispatches = await timeDispatches(
        buildWebGpuPlan(productProgram(product, schedule, target)),
        await findAdapter(gpu),
        { batch, rounds },
      );
      times.push({ schedule, milliseconds: dispatches.reduce((sum, time) => sum + time, 0) });
    }
    measured.push({ product, times });
    say(describeMeasured({ product, times }));
  }
  return { target: target.name, products: measured, ...(software ? { flags: ' --software-gpu' } : {}) };
}

/** The convolutions and matrix products of a network, before their schedules are chosen. */
function productsOf({ stages }: BuiltExport): readonly Product[] {
  const { kernels, buffers } = fuse(lower(simplify(stages.graph)));
  const shapes = new Map(buffers.map(({ id, shape }) => [id, shape]));
  return kernels.flatMap((kernel) => {
    const input = isTiled(kernel.core) && shapes.get(kernel.core.reads[0]?.buffer ?? '');
    const product = input && productOf(kernel, input);
    return product ? [product] : [];
  });
}
