const units: ReadonlyMap<string, number> = new Map(
  Object.entries({
    B: 1,
    kB: 1e3,
    MB: 1e6,
    GB: 1e9,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
  }),
);

/** `512MiB` → bytes; undefined for what is no size. */
export function bytesOf(text: string): number | undefined {
  const [, amount, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)?$/.exec(text) ?? [];
  const size = units.get(unit);
  return amount === undefined || size === undefined ? undefined : Number(amount) * size;
}
