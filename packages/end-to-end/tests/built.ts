import type { Network } from '@resnet-compile/dsl';
import { stagesOf, type Stages } from '@resnet-compile/driver';

/** A network's compilation. @throws {Error} with what is wrong with the network. */
export function built(network: Network, name = 'model'): Stages {
  const stages = network.problems.length ? network : stagesOf(network, { name });
  if ('program' in stages) return stages;
  throw new Error(stages.problems.map(({ message }) => message).join('\n'));
}
