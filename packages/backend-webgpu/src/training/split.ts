/**
 * How a sum over the whole batch is cut into parts that run side by side: ⌈N·units / grain⌉ of them, `most` at most. A
 * function of shapes and batch alone, so that the parts, which are added in a fixed order, are the same everywhere.
 */
export interface Split {
  readonly units: number;
  readonly grain: number;
  readonly most: number;
}

/** Invocations that keep a GPU busy. */
const wanted = 65_536;
/** Bytes of partial results. */
const scratchBudget = 16 * 1024 * 1024;

/** @param tiles invocations of each part @param bytes of each part's results @param work of one unit, in values read */
export function splitOf(
  units: number,
  { tiles, bytes, work }: { readonly tiles: number; readonly bytes: number; readonly work: number },
): Split {
  const most = Math.max(1, Math.min(Math.ceil(wanted / tiles), Math.floor(scratchBudget / bytes)));
  return { units, grain: Math.max(1, Math.ceil(32 / work)), most };
}
