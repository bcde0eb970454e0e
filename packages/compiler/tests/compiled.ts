import type { Network } from '@resnet-compile/dsl';
import type { Target } from '@resnet-compile/ir';
import { compile, type Compiled, type CompileOptions, type PassObserver } from '../src/index.ts';

/** @throws {Error} where the network has problems. */
export function compiled(
  network: Network,
  target: Target,
  onPass?: PassObserver,
  schedules?: CompileOptions['schedules'],
): Compiled {
  const result = network.problems.length
    ? network
    : compile(network, { name: 'net', target, ...(onPass ? { onPass } : {}), ...(schedules ? { schedules } : {}) });
  if ('problems' in result) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result;
}
