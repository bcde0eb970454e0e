import type { Network } from '@resnet-compile/dsl';
import { stagesOf, type Stages } from '@resnet-compile/driver';

/** A network's compilation. @throws {Error} with what is wrong with the network. */
export function built(network: Network, name = 'model'): Stages {
  const stages = stagesOf(network, { name });
  if ('problems' in stages) throw new Error(stages.problems.map(({ message }) => message).join('\n'));
  return stages;
}
