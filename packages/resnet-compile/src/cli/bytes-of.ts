import { InvalidArgumentError } from 'commander';

const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** `512MiB` → bytes. @throws {InvalidArgumentError} for what is no size. */
export function bytesOf(text: string): number {
  const [, amount, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)?$/.exec(text) ?? [];
  if (amount === undefined || !Object.hasOwn(units, unit)) throw new InvalidArgumentError(`expected a size such as 512MiB or 1GiB (${Object.keys(units).join(', ')}).`);
  return Number(amount) * units[unit]!;
}
