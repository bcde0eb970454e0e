import {
  add,
  GraphBuilder,
  makeConstant,
  makeInput,
  makeParameter,
  multiply,
  operand,
  parseScalar,
  tensorType,
  type Graph,
  type Node,
  type Scalar,
} from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { expectStepReference, programOfGraph } from './expect-training-reference.ts';

/** A network of nodes: the images, what `inner` makes of them, and a head whose gradient differs from pixel to pixel. */
function graphOf(inner: (net: Net, images: Node) => Node, [height, width] = [7, 9]): Graph {
  const builder = new GraphBuilder();
  const net = new Net(builder);
  const x = inner(net, builder.append(makeInput([3, height!, width!])));
  const pooled = builder.add('global_average_pool', {}, [net.conv('head', x, 4)], {});
  const flat = builder.add('flatten', {}, [pooled], {});
  const weights = net.parameter('fc.weight', 5, 4);
  return builder.finish('net', builder.add('dense', {}, [flat, weights], {}));
}

class Net {
  readonly builder: GraphBuilder;

  constructor(builder: GraphBuilder) {
    this.builder = builder;
  }

  parameter(name: string, ...shape: readonly number[]): Node {
    return this.builder.append(makeParameter(name, shape, 'parameter', { path: name }));
  }

  vectors(channels: number, ...names: readonly string[]): readonly Node[] {
    return names.map((name) => this.parameter(name, channels));
  }

  conv(path: string, x: Node, out: number): Node {
    return this.convolve(path, x, this.parameter(`${path}.weight`, out, x.type.shape[1] as number, 3, 3));
  }

  convolve(path: string, x: Node, filters: Node, groups = 1, stride: 1 | 2 = 1): Node {
    const attributes = { stride: [stride, stride], padding: [1, 1, 1, 1], dilation: [1, 1], groups } as const;
    return this.builder.add('conv2d', attributes, [x, filters], { path });
  }

  map(path: string, of: Scalar | string, ...inputs: readonly [Node, ...Node[]]): Node {
    return this.builder.add('map', { of: typeof of === 'string' ? parseScalar(of) : of }, inputs, { path });
  }

  /** Filters that blur, each tap another. */
  blur(path: string, out: number, perGroup: number): Node {
    const values = Array.from({ length: out * perGroup * 9 }, (_, index) => (((index * 7) % 11) - 4) / 16);
    return this.builder.append(makeConstant(values, tensorType(out, perGroup, 3, 3), { path }));
  }
}

const expectGraph = (graph: Graph): Promise<void> =>
  expectStepReference(programOfGraph(graph, 'training'), programOfGraph(graph, 'inference'), { evaluates: true });
const kindsOf = (graph: Graph): readonly string[] =>
  programOfGraph(graph, 'training').kernels.map(({ core }) => core.kind);

describe('maps with trained vectors: their gradients are sums of expressions', () => {
  it.each<readonly [name: string, of: string]>([
    ['a leaky activation', 'select(x0, 0, x0, multiply(x0, x1))'],
    ['Swish', 'divide(x0, add(1, exp(negate(multiply(x0, x1)))))'],
    ['GELU of a scaled map', 'multiply(multiply(x0, x1), add(0.5, erf(multiply(x0, x2))))'],
    ['softplus and a constant', 'add(log1p(exp(multiply(x0, x1))), x2)'],
    ['clamped between trained bounds', 'max(min(x0, absolute(x1)), negate(absolute(x2)))'],
    ['square roots', 'multiply(sqrt(add(multiply(x0, x0), absolute(x1))), tanh(x2))'],
  ])('%s', (_, of) =>
    expectGraph(
      graphOf((net, images) => {
        const x = net.conv('a', images, 5);
        return net.map('act', of, x, ...net.vectors(5, 'p', 'q'));
      }),
    ),
  );

  // Whose filling decides whether the step is taken.
  it('whose gradient is no number on lanes behind the last channel', () =>
    expectGraph(
      graphOf((net, images) =>
        net.map('act', 'multiply(x0, log(x1))', net.conv('a', images, 5), ...net.vectors(5, 'positive.weight')),
      ),
    ));

  it('of several activations, one of which is used twice', () =>
    expectGraph(
      graphOf((net, images) => {
        const [a, b] = ['a', 'b'].map((path) => net.conv(path, images, 5)) as [Node, Node];
        const gated = net.map(
          'gate',
          'multiply(x0, divide(x2, add(1, exp(negate(x1)))))',
          a,
          b,
          ...net.vectors(5, 'p'),
        );
        return net.map('sum', 'multiply_add(x0, x1, multiply(x2, x0))', gated, a, b);
      }),
    ));

  it('of more activations than a kernel may bind', () =>
    expectGraph(
      graphOf((net, images) => {
        const x = net.conv('a', images, 5);
        const scaled = Array.from({ length: 9 }, (_, index) =>
          net.map(`s${index}`, `tanh(multiply(x0, x1))`, x, ...net.vectors(5, `p${index}`)),
        );
        const sum = scaled.reduce<Scalar>(
          (all, _, index) => add(multiply(all, operand(index)), operand(9)),
          operand(0),
        );
        const [first = x, ...others] = scaled;
        return net.map('sum', sum, first, ...others, ...net.vectors(5, 'q'));
      }),
    ));

  it('more sums than one kernel forms, of more vectors than a small uniform holds', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    // Σ pᵢ·xⁱ
    const polynomial = names.reduceRight<Scalar>(
      (rest, _, index) => add(operand(index + 1), multiply(multiply(operand(0), parseScalar('0.5')), rest)),
      parseScalar('0'),
    );
    const bias = Array.from({ length: 70 }, (_, index) => `b${index}`);
    const sum = bias.reduce<Scalar>((all, _, index) => add(all, operand(index + 1)), operand(0));
    const graph = graphOf(
      (net, images) => {
        const x = net.conv('a', images, 5);
        return net.map(
          'biases',
          sum,
          net.map('power', polynomial, x, ...net.vectors(5, ...names)),
          ...net.vectors(5, ...bias),
        );
      },
      [3, 4],
    );
    const sums = programOfGraph(graph, 'training').kernels.map(({ core }) =>
      core.kind === 'channel_sums' ? core.results.length : 0,
    );
    expect(Math.max(...sums)).toBeGreaterThan(8);
    await expectGraph(graph);
  });

  it('of vectors that are computed of vectors, on lanes behind the last channel too', () =>
    expectGraph(
      graphOf((net, images) => {
        const [p, q] = net.vectors(5, 'p', 'q') as [Node, Node];
        const scale = net.map('scale', 'add(1.5, multiply(x0, x1))', p, q);
        const shift = net.map('shift', 'divide(0.5, add(1.5, multiply(x0, x0)))', scale);
        const act = net.map('act', 'multiply_add(x0, x1, x2)', net.conv('a', images, 5), scale, shift);
        return net.builder.add('pad_channels', { before: 0, after: 4 }, [act], { path: 'pad' });
      }),
    ));
});

describe('filters that are not trained', () => {
  it.each<readonly [name: string, channels: number, out: number, groups: number, stride: 1 | 2]>([
    ['all channels', 5, 6, 1, 1],
    ['strided', 4, 3, 1, 2],
    ['depthwise and strided', 5, 5, 5, 2],
    ['in groups', 6, 9, 3, 1],
  ])('%s', async (_, channels, out, groups, stride) => {
    const graph = graphOf((net, images) => {
      const x = net.map('act', 'max(x0, 0)', net.conv('a', images, channels));
      const blurred = net.convolve('blur', x, net.blur('blur.filters', out, channels / groups), groups, stride);
      // The end of the kernel reads vectors of the buffer that holds its filters.
      return net.conv('b', net.map('scaled', 'multiply(x0, x1)', blurred, ...net.vectors(out, 'p')), 5);
    });
    expect(kindsOf(graph).filter((kind) => kind === 'filter_gradient')).toHaveLength(4);
    await expectGraph(graph);
  });

  it('of the images, and read by two layers in different groups', () =>
    expectGraph(
      graphOf((net, images) => {
        const filters = net.blur('blur.filters', 4, 3);
        const blurred = net.convolve('blur', images, filters);
        const wide = net.conv('a', blurred, 6);
        return net.convolve('again', wide, filters, 2);
      }),
    ));
});
