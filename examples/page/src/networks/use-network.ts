import { useEffect, useState } from 'preact/hooks';
import { open, type Choice } from './choices.ts';
import type { Device } from './device.ts';
import type { OpenNetwork } from './open-network.ts';

/** The network that the page uses, and how far it is. */
export interface UsedNetwork {
  readonly choice: Choice;
  readonly device: Device;
  /** Undefined while it is opened, and where it could not be. */
  readonly network: OpenNetwork | undefined;
  /** From 0 to 1 while it is opened. */
  readonly progress: number;
  readonly error: string | undefined;
  choose(choice: Choice, device: Device): void;
}

const parameters = new URLSearchParams(location.search);
const deviceOf = (name: string | null): Device => (name === 'cpu' || name === 'webgpu' ? name : 'auto');

/** Opens what is chosen: at first the network that comes with the page, on the `?device=` of its address, else on whichever is there. */
export function useNetwork(): UsedNetwork {
  const [{ choice, device }, setWanted] = useState<{ choice: Choice; device: Device }>({
    choice: { kind: 'small' },
    device: deviceOf(parameters.get('device')),
  });
  const [network, setNetwork] = useState<OpenNetwork>();
  const [progress, setProgress] = useState(0);
  const [error, setError] = useState<string>();
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    let opened: OpenNetwork | undefined;
    setNetwork(undefined);
    setError(undefined);
    setProgress(0);
    open(choice, {
      device,
      endpoint: parameters.get('hub') ?? undefined,
      signal,
      onProgress: (fraction) => signal.aborted || setProgress(fraction),
    }).then(
      (found) => {
        opened = found;
        if (signal.aborted) void found.dispose();
        else setNetwork(found);
      },
      (reason: unknown) => signal.aborted || setError(reason instanceof Error ? reason.message : String(reason)),
    );
    return () => {
      abort.abort();
      void opened?.dispose();
    };
  }, [choice, device]);
  return {
    choice,
    device,
    network,
    progress,
    error,
    choose: (next, on) => setWanted({ choice: next, device: on }),
  };
}
