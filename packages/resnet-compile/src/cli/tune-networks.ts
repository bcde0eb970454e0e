import { productName, type Schedule } from '@resnet-compile/compiler';
import { measuredDevices } from './measured-devices.ts';
import { fastest } from './measured-product.ts';
import { completeMeasuring, type GivenMeasuringOptions } from './measuring-options.ts';
import { distinct, readNetworks } from './read-models.ts';
import { readRecord, recordPath } from './tuning-file.ts';
import { writeFiles } from './write-files.ts';

/** `resnet-compile tune model.ts`: measures every schedule of every product on this machine, and records the best. */
export async function tuneNetworks(model: string, given: GivenMeasuringOptions): Promise<void> {
  const { tune, rounds } = measuredDevices[given.device];
  const options = completeMeasuring(given, rounds.tune);
  const networks = distinct(await readNetworks(model));
  const record = await readRecord(model);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { target, products, flags = '' } = await tune(networks, options, say);
  const measured = Object.fromEntries(
    products.map((product): [string, Schedule] => [productName(product.product), fastest(product).schedule]),
  );
  const path = recordPath(model);
  await writeFiles(
    new Map([[path, `${JSON.stringify({ ...record, [target]: { ...record[target], ...measured } }, null, 2)}\n`]]),
  );
  say(`wrote ${path}: resnet-compile ${model}${flags} uses it from now on`);
}
