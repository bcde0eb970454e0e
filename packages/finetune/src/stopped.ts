import { StoppedError, type StopSignal, type Summary } from '@resnet-compile/trainer';

/** @throws {StoppedError} where the signal was given. */
export function expectGoing(signal: StopSignal | undefined): void {
  if (signal?.aborted) throw new StoppedError('stopped by the signal, before there was a result');
}

/** @throws {StoppedError} where a run did not come to its end: by the signal, or one that the process was given. */
export function expectFinished({ finished, step }: Summary): void {
  if (!finished) throw new StoppedError(`stopped by the signal after step ${step}, before there was a result`);
}
