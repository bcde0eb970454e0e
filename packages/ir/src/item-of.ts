/** An item of a list, at a place that was taken from the list. @throws {Error} where the list ends before: our bug. */
export function itemOf<Item>(list: readonly Item[], index: number): Item {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}
