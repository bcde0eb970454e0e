import { readModel, writeModel, type Message, type Written } from '../../../src/index.ts';

/** Whole numbers below a limit, from a seed. */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }
  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }
}

/** Some bytes of a file are others, or it ends before. */
function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let count = 1 + random.below(4); count > 0; count--) changed[random.below(changed.length)] = random.below(256);
  return random.below(4) ? changed : changed.subarray(0, random.below(changed.length));
}

const numbers = [0, 1, -1, 2, 3, 7, 1e9, 2 ** 31, 2 ** 53, -(2 ** 31)];
const ops = [
  'Add',
  'Mul',
  'Concat',
  'Reshape',
  'Expand',
  'Tile',
  'Slice',
  'Split',
  'Pad',
  'ReduceMean',
  'Softmax',
  'If',
  'Conv',
  'Gemm',
  'Gather',
  'Transpose',
  'ConstantOfShape',
  'Range',
];

type Node = Message<'NodeProto'>;

/** A node is another one: its operator, what it reads, what its attributes say. */
function mutateNode(node: Node, all: readonly string[], random: Random): Written<'NodeProto'> {
  switch (random.below(4)) {
    case 0:
      return { ...node, opType: random.pick(ops) };
    case 1:
      return {
        ...node,
        input: node.input.with(random.below(node.input.length || 1) % (node.input.length || 1), random.pick(all) ?? ''),
      };
    case 2:
      return { ...node, input: node.input.slice(0, random.below(node.input.length + 1)) };
    default:
      return {
        ...node,
        attribute: node.attribute.map((each) => ({
          ...each,
          ...(each.ints.length
            ? { ints: each.ints.with(random.below(each.ints.length), random.pick(numbers) ?? 0) }
            : {}),
          ...(each.i === undefined ? {} : { i: random.pick(numbers) }),
        })),
      };
  }
}

/** The graph says something else: a node, the shape of a tensor, numbers that shapes are computed from. */
function mutateGraph(bytes: Uint8Array, random: Random): Uint8Array {
  const model = readModel(bytes);
  const { graph } = model;
  if (!graph) return bytes;
  const names = [...graph.node.flatMap(({ output }) => output), ...graph.initializer.map(({ name }) => name), ''];
  const at = random.below(graph.node.length);
  const tensor = random.below(graph.initializer.length || 1);
  const isNode = random.below(3) > 0 || !graph.initializer.length;
  return writeModel({
    ...model,
    graph: {
      ...graph,
      node: graph.node.map((node, index) =>
        isNode && index === at && node.input.length ? mutateNode(node, names, random) : node,
      ),
      initializer: graph.initializer.map((each, index) =>
        !isNode && index === tensor
          ? {
              ...each,
              dims: each.dims.map((dim) => (random.below(2) ? dim : (random.pick(numbers) ?? dim))),
              ...(each.int64Data.length ? { int64Data: each.int64Data.map(() => random.pick(numbers) ?? 0) } : {}),
            }
          : each,
      ),
    },
  });
}

/** A file that is nearly a valid one. */
export const mutated = (bytes: Uint8Array, random: Random): Uint8Array =>
  (random.below(3) ? mutateGraph : mutateBytes)(bytes, random);
