import { StoppedError, type StopSignal } from '@resnet-compile/trainer';

/** @throws {StoppedError} where the signal was given. */
export function expectGoing(signal: StopSignal | undefined): void {
  if (signal?.aborted) throw new StoppedError('stopped by the signal, before there was a result');
}
