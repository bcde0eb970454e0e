import {
  GraphBuilder,
  makeInput,
  makeParameter,
  pointwise,
  type Graph,
  type Node,
  type Pair,
} from '@resnet-compile/ir';
import type { OracleCase } from '@resnet-compile/testing';

const square = (extent: number): Pair => [extent, extent];

/** The graph of an oracle's network, for the variants v1 and v1.5, as its PyTorch module computes it. */
export function network({ case: net, state }: OracleCase): Graph {
  const { block, stages, classes, groups = 1, stem = 'imagenet', shortcut = 'B', variant = 'v1.5' } = net;
  const width = net.width ?? 64;
  const graph = new GraphBuilder();
  const parameter = (name: string): Node => graph.append(makeParameter(name, state[name]!, 'parameter', {}));

  const convolution = (x: Node, name: string, stride = 1, groups = 1): Node => {
    const filters = parameter(`${name}.weight`);
    const half = Math.floor((filters.type.shape[2] as number) / 2);
    const padding = [half, half, half, half] as const;
    return graph.add('conv2d', { stride: square(stride), padding, dilation: [1, 1], groups }, [x, filters], {
      path: name,
    });
  };
  const norm = (x: Node, name: string): Node => {
    const vector = (leaf: string): Node => parameter(`${name}.${leaf}`);
    const [gamma, beta, mean, variance] = [
      vector('weight'),
      vector('bias'),
      vector('running_mean'),
      vector('running_var'),
    ] as const;
    return graph.add('batch_norm', { epsilon: 1e-5, momentum: 0.1 }, [x, gamma, beta, mean, variance], { path: name });
  };
  const relu = (x: Node): Node => graph.add('map', { of: pointwise.relu }, [x], {});

  const residual = (x: Node, path: string, planes: number, stride: number): Node => {
    const bottleneck = block === 'bottleneck';
    const out = planes * (bottleneck ? 4 : 1);
    const channels = x.type.shape[1] as number;
    // Stride and groups of each convolution.
    const chain = bottleneck
      ? ([
          [variant === 'v1' ? stride : 1, 1],
          [variant === 'v1' ? 1 : stride, groups],
          [1, 1],
        ] as const)
      : ([
          [stride, 1],
          [1, 1],
        ] as const);
    let y = x;
    chain.forEach(([step, inGroups], index) => {
      y = norm(convolution(y, `${path}.conv${index + 1}`, step, inGroups), `${path}.bn${index + 1}`);
      if (index < chain.length - 1) y = relu(y);
    });
    const changes = stride !== 1 || channels !== out;
    let short = x;
    if (shortcut === 'none') return relu(y);
    if (shortcut === 'C' || (shortcut === 'B' && changes)) {
      short = norm(convolution(x, `${path}.downsample.0`, stride), `${path}.downsample.1`);
    } else if (changes) {
      const before = shortcut === 'A-split' ? Math.floor((out - channels) / 2) : 0;
      short = graph.add(
        'pad_channels',
        { before, after: out - channels - before },
        [graph.add('subsample', { stride: square(stride) }, [x], {})],
        {},
      );
    }
    return relu(graph.add('map', { of: pointwise.sum }, [y, short], {}));
  };

  let x = graph.append(makeInput(net.input));
  x = relu(norm(convolution(x, 'conv1', stem === 'imagenet' ? 2 : 1), 'bn1'));
  if (stem === 'imagenet')
    x = graph.add('max_pool', { kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] }, [x], {});
  stages.forEach((blocks, stage) => {
    for (let index = 0; index < blocks; index++) {
      x = residual(x, `layer${stage + 1}.${index}`, width << stage, stage > 0 && index === 0 ? 2 : 1);
    }
  });
  const pooled = graph.add('global_average_pool', {}, [x], {});
  const output = graph.add('dense', {}, [pooled, parameter('fc.weight'), parameter('fc.bias')], {});
  if ((output.type.shape[1] as number) !== classes) throw new Error(`${net.name} is not built as its case says`);
  return graph.finish(net.name, output);
}
