/**
 * @param options one of each name, as the type has them
 * @param ignored what callers may hand over besides
 * @throws {TypeError} for an option that there is not, with those that there are.
 */
export function checkNames<Options>(call: string, given: object, options: { readonly [Name in keyof Required<Options>]: true }, ignored: readonly string[] = []): void {
  const known = Object.keys(options);
  const unknown = Object.keys(given).find((name) => !known.includes(name) && !ignored.includes(name));
  if (unknown !== undefined) throw new TypeError(`${call}: there is no option ${JSON.stringify(unknown)}; there are ${known.join(', ')}`);
}
