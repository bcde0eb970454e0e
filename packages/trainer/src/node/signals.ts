const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ctrl-C, `kill` and a terminal that is closed abort what runs instead of ending the process; the second one ends it. `release` gives the signals
 * back, and sends the one that came: the process then ends as it would have, but for what was saved meanwhile.
 */
export function catchSignals(onSignal: (name: string) => void): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  let received: (typeof names)[number] | undefined;
  const listener = (name: NodeJS.Signals): void => {
    stopListening();
    received = name as (typeof names)[number];
    onSignal(name);
    controller.abort();
  };
  const stopListening = (): void => {
    for (const name of names) process.removeListener(name, listener);
  };
  for (const name of names) process.on(name, listener);
  return {
    signal: controller.signal,
    release() {
      stopListening();
      if (received) process.kill(process.pid, received);
    },
  };
}
