import * as dsl from '@resnet-compile/dsl';
import type { Architecture, Network, Overrides } from '@resnet-compile/dsl';

const architectures = dsl as unknown as Readonly<Record<string, Architecture | undefined>>;

/** A published network by its name. Traces of the calling stack, which a test's source maps make slow, are left out. */
export function familyMember(name: string, options: Overrides): Network {
  const make = architectures[name];
  if (!make) throw new Error(`there is no network ${name}`);
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => '';
  try {
    return make(options);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
