import { describeSides, type Target } from '@resnet-compile/ir';
import type { Product, Schedule } from './schedule.ts';

/** The best schedules that were measured: by the target's name, and there by the product's. */
export type TuningRecord = Readonly<Record<string, Readonly<Record<string, Schedule>>>>;

/** What a product is called in a record: `64×56×56 → 64×56×56, 3×3 filters, stride 1×1, padding 1×1, 1 group`. */
export function productName({ input, result, kernel, stride, padding, dilation, groups }: Product): string {
  const [shapes, filters, strides, between] = [[input, result], [kernel], [stride], [dilation]].map((some) =>
    some.map((extents) => extents.join('×')).join(' → '),
  );
  const dilated = dilation.some((pixels) => pixels > 1) ? `dilation ${between}, ` : '';
  return `${shapes}, ${filters} filters, stride ${strides}, padding ${describeSides(padding)}, ${dilated}${groups} ${groups === 1 ? 'group' : 'groups'}`;
}

/** What a record knows for a target, as the compiler asks for it. */
export const schedulesFor =
  (record: TuningRecord, target: Target) =>
  (product: Product): Schedule | undefined =>
    record[target.name]?.[productName(product)];

/** Reads a record from JSON. @throws {Error} saying where it is not one, and what was expected there. */
export function parseTuningRecord(text: string): TuningRecord {
  const record: unknown = JSON.parse(text);
  const fail = (where: readonly string[], expected: string, found: unknown): never => {
    throw new Error(
      `${where.length ? `at ${where.map((key) => JSON.stringify(key)).join(' → ')}: ` : ''}expected ${expected}, found ${JSON.stringify(found)?.slice(0, 80)}`,
    );
  };
  const entriesOf = (value: unknown, where: readonly string[], of: string): readonly (readonly [string, unknown])[] =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value)
      : fail(where, `an object of ${of}`, value);
  for (const [target, products] of entriesOf(record, [], 'targets')) {
    for (const [product, schedule] of entriesOf(products, [target], 'products')) {
      const where = [target, product];
      entriesOf(schedule, where, 'a schedule');
      const { winograd, workgroup, tile } = schedule as {
        winograd?: unknown;
        workgroup?: unknown;
        tile?: { pixels?: unknown; channels?: unknown };
      };
      if (winograd !== undefined && winograd !== 2 && winograd !== 4)
        fail([...where, 'winograd'], '2, 4 or nothing', winograd);
      if (workgroup !== undefined && workgroup !== true) fail([...where, 'workgroup'], 'true or nothing', workgroup);
      for (const side of ['pixels', 'channels'] as const)
        if (!Number.isInteger(tile?.[side])) fail([...where, 'tile', side], 'a whole number', tile?.[side]);
    }
  }
  return record as TuningRecord;
}
