import type { KernelProgram } from '@resnet-compile/ir';
import { vectorsOf } from '../kernel-shape.ts';
import type { ParameterBlock, ParametersPlan } from '@resnet-compile/plan/webgpu-training';

/** The default minStorageBufferOffsetAlignment. */
export const align = (bytes: number): number => Math.ceil(bytes / 256) * 256;

type Shape = readonly number[];

/** A tensor as kernels read it: filters, or a vector of channels. */
export function blockOf(name: string, shape: Shape, offset: number): ParameterBlock {
  if (shape.length < 2) {
    const packing = { kind: 'vector', offset: 0, source: name } as const;
    return { name, offset, size: vectorsOf(shape[0] ?? 1) * 16, packing };
  }
  const [out, perGroup, kh = 1, kw = 1] = shape as readonly [number, number, number?, number?];
  const packing = { kind: 'filters', offset: 0, source: name, shape: [out, perGroup, kh, kw] } as const;
  return { name, offset, size: kh * kw * perGroup * vectorsOf(out) * 16, packing };
}

/** Where each parameter of a training program lies on the device. */
export function layOutParameters(program: KernelProgram): ParametersPlan {
  const place = (kind: 'parameter' | 'buffer', isFilter: boolean, from: number): readonly ParameterBlock[] => {
    let offset = from;
    return program.parameters
      .filter((each) => each.kind === kind && each.shape.length >= 2 === isFilter)
      .map(({ name, shape }) => {
        const block = blockOf(name, shape, offset);
        offset += isFilter ? align(block.size) : block.size;
        return block;
      });
  };
  const bytesOf = (blocks: readonly ParameterBlock[]): number => blocks.reduce((sum, { size }) => sum + size, 0);
  const filters = place('parameter', true, 0);
  const bytes = filters.reduce((sum, { size }) => sum + align(size), 0);
  const vectors = place('parameter', false, bytes);
  const statistics = place('buffer', false, 0);
  const vectorBytes = bytesOf(vectors);
  return {
    bytes: bytes + vectorBytes,
    blocks: [...filters, ...vectors],
    vectors: { offset: bytes, bytes: vectorBytes },
    statistics: { bytes: bytesOf(statistics), blocks: statistics, offset: align(vectorBytes) },
  };
}

/** Filters that a step standardises lie as their parameters do. */
export function standardizedFilters({ prepare }: KernelProgram, { blocks }: ParametersPlan): readonly ParameterBlock[] {
  const nameOf = new Map(
    prepare.flatMap((step) => (step.op === 'parameter' ? [[step.id, step.attributes.name] as const] : [])),
  );
  let offset = 0;
  return prepare.flatMap(({ op, id, inputs: [of = ''] }): readonly ParameterBlock[] => {
    const block = op === 'standardize_filters' ? blocks.find(({ name }) => name === nameOf.get(of)) : undefined;
    if (!block) return [];
    const own = { ...block, name: id, offset };
    offset += align(block.size);
    return [own];
  });
}
