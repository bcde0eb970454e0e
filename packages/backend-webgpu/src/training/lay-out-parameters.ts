import { isMoved, isTrained, type KernelProgram, type ParameterDeclaration } from '@resnet-compile/ir';
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

/** Where each parameter of a training program lies on the device; of those that are trained, the ones of one group together. */
export function layOutParameters(program: KernelProgram, groupOf: GroupOf = () => ''): ParametersPlan {
  const groups = [...new Set(program.parameters.filter(isTrained).map(groupOf))];
  const place = (
    isPlaced: (declared: ParameterDeclaration) => boolean,
    isFilter: boolean,
    from: number,
  ): readonly ParameterBlock[] => {
    let offset = from;
    return program.parameters
      .filter((each) => isPlaced(each) && each.shape.length >= 2 === isFilter)
      .sort((a, b) => groups.indexOf(groupOf(a)) - groups.indexOf(groupOf(b)))
      .map(({ name, shape }) => {
        const block = blockOf(name, shape, offset);
        offset += isFilter ? align(block.size) : block.size;
        return block;
      });
  };
  const bytesOf = (blocks: readonly ParameterBlock[], isFilter = false): number =>
    blocks.reduce((sum, { size }) => sum + (isFilter ? align(size) : size), 0);
  const frozenFilters = place(isFrozenParameter, true, 0);
  const trainedFrom = bytesOf(frozenFilters, true);
  const filters = place(isTrained, true, trainedFrom);
  const vectorsFrom = trainedFrom + bytesOf(filters, true);
  const vectors = place(isTrained, false, vectorsFrom);
  const trainedTo = vectorsFrom + bytesOf(vectors);
  const frozenVectors = place(isFrozenParameter, false, trainedTo);
  const bytes = trainedTo + bytesOf(frozenVectors);
  const moved = place(isMoved, false, 0);
  const frozenStatistics = place(({ kind, frozen = false }) => kind === 'buffer' && frozen, false, bytesOf(moved));
  return {
    bytes,
    blocks: [...frozenFilters, ...filters, ...vectors, ...frozenVectors],
    trained: { offset: trainedFrom, bytes: trainedTo - trainedFrom },
    vectors: { offset: vectorsFrom, bytes: bytes - vectorsFrom },
    statistics: {
      bytes: bytesOf([...moved, ...frozenStatistics]),
      moved: bytesOf(moved),
      blocks: [...moved, ...frozenStatistics],
      offset: align(bytes - vectorsFrom),
    },
  };
}

/** What parameters are told apart by: equal for those that are updated alike. */
type GroupOf = (declared: ParameterDeclaration) => string;

const isFrozenParameter = (declared: ParameterDeclaration): boolean =>
  declared.kind === 'parameter' && !isTrained(declared);

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
