/** Runs one task after the other, but for neighbours that may overlap; results come in order. */
export function createQueue() {
  // What the next task, and the next one that may overlap, wait for.
  let [tail, start]: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  const add = <T>(begin: Promise<unknown> | undefined, task: () => Promise<T>): Promise<T> => {
    const before = tail;
    const result = (begin ?? before).then(task).finally(() => before);
    tail = result.catch(() => undefined);
    if (!begin) start = tail;
    return result;
  };
  const run = <T>(task: () => Promise<T>): Promise<T> => add(undefined, task);
  return Object.assign(run, { overlapping: <T>(task: () => Promise<T>): Promise<T> => add(start, task) });
}
