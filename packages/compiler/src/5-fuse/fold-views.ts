import {
  declarationOf,
  isBroadcast,
  outputsOf,
  read,
  viewOf,
  writesOf,
  type Kernel,
  type KernelProgram,
  type Operation,
  type Read,
  type View,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { dropUnreadBuffers } from './drop-unread-buffers.ts';

/**
 * t = copy x {view}; … map t → … map x {view}: the shortcut of option A needs no kernel of its own, since whoever reads it
 * pixel by pixel can skip pixels and pad channels while reading. Only where every reader does; a convolution reads maps.
 */
export const foldViews: Pass<KernelProgram> = {
  name: 'fold-views',
  summary: 'reads subsampled and padded shortcuts in place',
  run: (program) => {
    // Most networks copy nothing.
    if (!program.kernels.some(({ core }) => core.kind === 'copy')) return program;
    const pinned = new Set([...outputsOf(program), ...program.kernels.flatMap(readMaps)]);
    const [written, writtenAgain] = [new Set<string>(), new Set<string>()];
    for (const id of program.kernels.flatMap(writesOf)) (written.has(id) ? writtenAgain : written).add(id);
    const viewed = new Map<string, Read>();
    const readings = readingsOf(program);
    const seen = (reading: Read): Read => {
      const source = viewed.get(reading.buffer);
      return source ? read(source.buffer, compose(viewOf(source), viewOf(reading))) : reading;
    };
    const through = <Own extends Operation>(operation: Own): Own =>
      operation.reads.length ? { ...operation, reads: operation.reads.map(seen) } : operation;
    const kernels: Kernel[] = [];
    for (const kernel of program.kernels) {
      const core = declarationOf(kernel.core).byPixel ? through(kernel.core) : kernel.core;
      const epilogue = kernel.epilogue.map(through);
      const [only, ...others] = epilogue;
      if (
        core.kind === 'copy' &&
        only?.kind === 'store' &&
        others.length === 0 &&
        !writtenAgain.has(only.writes[0]) &&
        !pinned.has(only.writes[0]) &&
        !isBroadcast(viewOf(core.reads[0])) &&
        (readings.get(only.writes[0]) ?? []).every((outer) => composes(viewOf(core.reads[0]), outer))
      ) {
        viewed.set(only.writes[0], core.reads[0]);
      } else kernels.push({ ...kernel, core, epilogue });
    }
    return viewed.size === 0 ? program : dropUnreadBuffers({ ...program, kernels });
  },
};

/** Buffers that a kernel reads in a way that cannot go through another view: as maps, or repeated. */
const readMaps = ({ core, epilogue }: Kernel): readonly string[] => {
  const repeated = [core, ...epilogue].flatMap(({ reads }: Operation) =>
    reads.filter((one) => isBroadcast(viewOf(one))),
  );
  return [...(declarationOf(core).byPixel ? [] : core.reads), ...repeated].map(({ buffer }) => buffer);
};

/** The views through which each buffer is read. */
function readingsOf({ kernels }: KernelProgram): ReadonlyMap<string, readonly View[]> {
  const readings = new Map<string, View[]>();
  const all = kernels.flatMap(({ core, epilogue }) => [core, ...epilogue].flatMap(({ reads }: Operation) => reads));
  for (const one of all) {
    const known = readings.get(one.buffer);
    if (known) known.push(viewOf(one));
    else readings.set(one.buffer, [viewOf(one)]);
  }
  return readings;
}

/** Channels that were left out do not come back where zeros are put in their place: no view says so. */
const composes = (inner: View, outer: View): boolean =>
  !(inner.before < 0 && outer.before > 0) && !(inner.after < 0 && outer.after > 0);

/** The view through `inner`, then through `outer`: subsampling and channel padding commute. */
const compose = (inner: View, outer: View): View => ({
  stride: [inner.stride[0] * outer.stride[0], inner.stride[1] * outer.stride[1]],
  before: outer.before + inner.before,
  after: inner.after + outer.after,
});
