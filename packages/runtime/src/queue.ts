/** Runs one task after the other, but for neighbours that may overlap; results come in order. */
export function createQueue() {
  // What the next task, and the next one that may overlap, wait for.
  let [tail, start]: [Promise<unknown>, Promise<unknown>] = [Promise.resolve(), Promise.resolve()];
  let pending = 0;
  const track = <T>(result: Promise<T>): Promise<T> => {
    pending++;
    tail = result.then(
      () => void pending--,
      () => void pending--,
    );
    return result;
  };
  const add = <T>(begin: Promise<unknown> | undefined, task: () => Promise<T>): Promise<T> => {
    const before = tail;
    const result = track((begin ?? before).then(task).finally(() => before));
    if (!begin) start = tail;
    return result;
  };
  const run = <T>(task: () => Promise<T>): Promise<T> => add(undefined, task);
  return Object.assign(run, {
    overlapping: <T>(task: () => Promise<T>): Promise<T> => add(start, task),
    isIdle: (): boolean => pending === 0,
    /** Begins a task in the call, where there is none that is not done. `overlaps`: others may begin before it is. */
    now<T>(task: () => Promise<T>, overlaps = false): Promise<T> {
      const result = track(task());
      if (!overlaps) start = tail;
      return result;
    },
  });
}
