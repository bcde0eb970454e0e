const scopes = ['validation', 'out-of-memory', 'internal'] as const;

/**
 * Runs work on a device, and rejects where the device reports an error of it: WebGPU's own functions do not throw.
 *
 * @throws {Error} with the device's message after `what`.
 */
export async function checkErrors<T>(device: GPUDevice, what: string, work: () => T | Promise<T>): Promise<T> {
  for (const scope of scopes) device.pushErrorScope(scope);
  const failed = (reason: unknown): Error =>
    new Error(`WebGPU cannot ${what}: ${(reason as Error).message}`, { cause: reason });
  // Both are started before either is waited for: the scopes cover what work did up to its first await.
  const pending = (async () => work())();
  const reports = Promise.all(scopes.map(() => device.popErrorScope()));
  const [result, errors] = await Promise.allSettled([pending, reports]);
  if (errors.status === 'fulfilled') for (const error of errors.value) if (error) throw failed(error);
  if (result.status === 'rejected') throw failed(result.reason);
  return result.value;
}
