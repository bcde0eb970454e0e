import type { Head } from '../compiling/compile-worker.ts';
import { compiling, importText } from '../compiling/compiling.ts';
import type { Spec } from '../compiling/spec.ts';
import type { Device } from '../networks/device.ts';
import { headOf, openNetwork, type NetworkModule, type OpenNetwork } from '../networks/open-network.ts';

/** A network with classes of one's own, and all that it takes to have it elsewhere. */
export interface Taught {
  readonly network: OpenNetwork;
  readonly labels: readonly string[];
  readonly spec: Spec;
  /** The text of the module that computes it. */
  readonly module: string;
  readonly state: Readonly<Record<string, Float32Array>>;
}

/** The network compiled anew for the classes, with its body's weights and the head that was learned. */
export async function taughtBy(
  body: OpenNetwork,
  head: Head,
  labels: readonly string[],
  device: Device,
): Promise<Taught> {
  const spec: Spec = { ...body.spec, classes: labels.length };
  const module = await compiling().compile(spec, 'taught');
  const names = headOf(body.parameters);
  const state = { ...(await body.stateDict()), [names.weight]: head.weight, [names.bias]: head.bias };
  const network = await openNetwork({
    title: 'taught',
    spec,
    preprocess: body.preprocess,
    labels,
    module: await importText<NetworkModule>(module),
    weights: state,
    device,
  });
  return { network, labels, spec, module, state };
}
