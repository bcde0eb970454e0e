import { inputOf, type KernelProgram } from '@resnet-compile/ir';
import { filterWindow } from '../filter-window.ts';
import { vectorsOf } from '../kernel-shape.ts';
import type { ParameterBlock, ParametersPlan } from './training-plan.ts';

/** The default minStorageBufferOffsetAlignment. */
export const align = (bytes: number): number => Math.ceil(bytes / 256) * 256;

/** Where each parameter of a training program lies on the device. */
export function layOutParameters(program: KernelProgram): ParametersPlan {
  const trained = program.parameters.filter(({ kind }) => kind === 'parameter');
  const groups = groupsOf(program);
  const blocks: ParameterBlock[] = [];
  let bytes = 0;
  for (const { name, shape } of trained) {
    if (shape.length < 2) continue;
    const [out, perGroup, kh = 1, kw = 1] = shape as readonly [number, number, number?, number?];
    const window = filterWindow(out, perGroup * (groups.get(name) ?? 1), groups.get(name) ?? 1);
    const size = kh * kw * window.rows * vectorsOf(out) * 16;
    blocks.push({
      name,
      offset: bytes,
      size,
      packing: {
        kind: 'filters',
        offset: 0,
        source: name,
        shape: [out, perGroup, kh, kw],
        groups: groups.get(name) ?? 1,
        window,
      },
    });
    bytes = align(bytes + size);
  }
  const place = (
    of: readonly { readonly name: string; readonly shape: readonly number[] }[],
    from: number,
  ): readonly ParameterBlock[] => {
    let offset = from;
    return of.map(({ name, shape: [length] }) => {
      const size = vectorsOf(length!) * 16;
      offset += size;
      return { name, offset: offset - size, size, packing: { kind: 'vector', offset: 0, source: name } };
    });
  };
  const vectors = place(
    trained.filter(({ shape }) => shape.length < 2),
    bytes,
  );
  const statistics = place(
    program.parameters.filter(({ kind }) => kind === 'buffer'),
    0,
  );
  const vectorBytes = vectors.reduce((sum, { size }) => sum + size, 0);
  return {
    bytes: bytes + vectorBytes,
    blocks: [...blocks, ...vectors],
    vectors: { offset: bytes, bytes: vectorBytes },
    statistics: {
      bytes: statistics.reduce((sum, { size }) => sum + size, 0),
      blocks: statistics,
      offset: align(vectorBytes),
    },
  };
}

/** Groups of the convolutions that have some, by the name of their filters. */
function groupsOf(program: KernelProgram): ReadonlyMap<string, number> {
  const names = new Map(
    program.prepare.flatMap((step) => (step.op === 'parameter' ? [[step.id, step.attributes.name] as const] : [])),
  );
  return new Map(
    program.kernels.flatMap((kernel) =>
      kernel.core.kind === 'convolution' && inputOf(kernel) !== undefined
        ? [[names.get(kernel.core.weights)!, kernel.core.groups] as const]
        : [],
    ),
  );
}
