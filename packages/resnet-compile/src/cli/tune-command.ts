import { productName, type Schedule } from '@resnet-compile/compiler';
import type { DeviceName } from '@resnet-compile/plan';
import { fastest } from './measured-product.ts';
import { completeMeasuring, type GivenMeasuringOptions } from './measuring-options.ts';
import { distinct, readNetworks } from './read-models.ts';
import { tuneCpu } from './tune-cpu.ts';
import { tuneWebGpu } from './tune-webgpu.ts';
import { readRecord, recordPath } from './tuning-file.ts';
import { writeFiles } from './write-files.ts';

export const tuneRounds = { webgpu: 3, cpu: 20 };

const tuners = { cpu: tuneCpu, webgpu: tuneWebGpu } satisfies Readonly<Record<DeviceName, unknown>>;

/** `resnet-compile tune model.ts`: measures every schedule of every product on this machine, and records the best. */
export async function tuneCommand(model: string, given: GivenMeasuringOptions): Promise<void> {
  const options = completeMeasuring(given, tuneRounds);
  const networks = distinct(await readNetworks(model));
  const record = await readRecord(model);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { target, products, flags = '' } = await tuners[options.device](networks, options, say);
  const measured = Object.fromEntries(
    products.map((product): [string, Schedule] => [productName(product.product), fastest(product).schedule]),
  );
  const path = recordPath(model);
  await writeFiles(
    new Map([[path, `${JSON.stringify({ ...record, [target]: { ...record[target], ...measured } }, null, 2)}\n`]]),
  );
  say(`wrote ${path}: resnet-compile ${model}${flags} uses it from now on`);
}
