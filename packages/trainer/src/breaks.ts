/**
 * Gives the host a turn where the last one is 50 ms ago. A network on this thread answers in microtasks alone, which let
 * neither signals nor messages nor timers through.
 */
export function createBreaks(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 50) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
