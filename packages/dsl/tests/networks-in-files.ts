import {
  averagePool,
  batchNorm,
  concatenate,
  conv,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  identity,
  layerNorm,
  maxPool,
  network,
  product,
  relu,
  relu6,
  residual,
  resnet,
  resnet18,
  resnet50,
  resnext50_32x4d,
  sequential,
  shared,
  sigmoid,
  wide_resnet50_2,
  type Layer,
  type Network,
} from '../src/index.ts';

const record = (entries: readonly (readonly [string, Layer])[]): Layer => sequential(Object.fromEntries(entries));

/** As exporters leave a network whose batch norms were folded: convolutions with biases. */
function folded({ input, body }: Network): Network {
  const of = (layer: Layer): Layer => {
    switch (layer.kind) {
      case 'conv':
        return conv(layer.channels, { kernel: layer.kernel, stride: layer.stride, bias: true });
      case 'sequential':
        return record(
          layer.children.flatMap(([name, child]) => (child.kind === 'batchNorm' ? [] : [[name, of(child)]])),
        );
      case 'residual':
        return residual({
          body: of(layer.body),
          shortcut: layer.shortcut && of(layer.shortcut),
          activation: layer.activation,
        });
      default:
        return layer;
    }
  };
  return network({ input }, of(body));
}

const denseLayer = (growth: number): Layer =>
  concatenate({
    all: identity(),
    '': sequential({
      norm1: batchNorm(),
      relu1: relu(),
      conv1: conv(4 * growth),
      norm2: batchNorm(),
      relu2: relu(),
      conv2: conv(growth, { kernel: 3 }),
    }),
  });
const transition = (channels: number): Layer =>
  sequential({ norm: batchNorm(), relu: relu(), conv: conv(channels), pool: averagePool({ kernel: 2 }) });

/** torchvision's densenet121, under its names. */
const densenet121 = (): Network => {
  const depths = [6, 12, 24, 16];
  let channels = 64;
  const blocks = depths.flatMap((depth, index): (readonly [string, Layer])[] => {
    const layers = Array.from({ length: depth }, (_, n) => [`denselayer${n + 1}`, denseLayer(32)] as const);
    channels += 32 * depth;
    const own = [`denseblock${index + 1}`, record(layers)] as const;
    if (index === depths.length - 1) return [own];
    channels /= 2;
    return [own, [`transition${index + 1}`, transition(channels)]];
  });
  return network(
    {},
    {
      features: record([
        ['conv0', conv(64, { kernel: 7, stride: 2 })],
        ['norm0', batchNorm()],
        ['relu0', relu()],
        ['pool0', maxPool({ kernel: 3, stride: 2, padding: 1 })],
        ...blocks,
        ['norm5', batchNorm()],
      ]),
      relu: relu(),
      pool: globalAveragePool(),
      classifier: dense(1000),
    },
  );
};

/** torchvision's vgg16, whose classifier sees 7×7 pixels. */
const vgg16 = (): Network => {
  const widths = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];
  return network(
    {},
    {
      features: sequential(
        widths.flatMap((width): readonly Layer[] =>
          width ? [conv(width, { kernel: 3, bias: true }), relu()] : [maxPool({ kernel: 2 })],
        ),
      ),
      classifier: sequential([
        conv(4096, { kernel: 7, padding: 0, bias: true }),
        relu(),
        dropout(0.5),
        conv(4096, { bias: true }),
        relu(),
        dropout(0.5),
        conv(1000, { bias: true }),
        flatten(),
      ]),
    },
  );
};

const convBnAct = (channels: number, options: Parameters<typeof conv>[1]): Layer =>
  sequential([conv(channels, options), batchNorm(), relu6()]);
const inverted = (from: number, to: number, stride: number, expansion: number): Layer => {
  const layers = sequential([
    ...(expansion === 1 ? [] : [convBnAct(from * expansion, {})]),
    convBnAct(from * expansion, { kernel: 3, stride, groups: from * expansion }),
    conv(to),
    batchNorm(),
  ]);
  return stride === 1 && from === to ? residual({ body: { conv: layers } }) : sequential({ conv: layers });
};

/** torchvision's mobilenet_v2. */
const mobilenetV2 = (): Network => {
  let from = 32;
  const rows = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ] as const;
  const blocks = rows.flatMap(([expansion, to, depth, stride]) =>
    Array.from({ length: depth }, (_, index) => {
      const block = inverted(from, to, index === 0 ? stride : 1, expansion);
      from = to;
      return block;
    }),
  );
  return network(
    {},
    {
      features: sequential([convBnAct(32, { kernel: 3, stride: 2 }), ...blocks, convBnAct(1280, {})]),
      pool: globalAveragePool(),
      classifier: sequential([dropout(0.2), dense(1000)]),
    },
  );
};

/** Paths that part and meet again, one within the other. */
const nested = (): Network => {
  const level = (channels: number, within: Layer): Layer =>
    concatenate({
      skip: sequential({ conv: conv(channels), norm: batchNorm(), act: relu() }),
      deep: sequential({ down: conv(channels, { kernel: 3 }), norm: batchNorm(), act: relu(), inner: within }),
    });
  const gate = shared(conv(1, { bias: true }));
  return network(
    { input: [1, 28, 28] },
    {
      u: level(8, level(16, level(32, conv(64, { kernel: 3 })))),
      gate1: product([identity(), sequential({ gate, act: sigmoid() })]),
      reduce: conv(16),
      gate2: product([identity(), sequential({ gate, act: sigmoid() })]),
      pool: globalAveragePool(),
      fc: dense(10),
    },
  );
};

const hostile = (): Network => {
  const block = (channels: number): Layer =>
    residual({
      body: {
        "'); process.exit(1); //": conv(channels, { kernel: 3 }),
        'a"b\\': batchNorm(),
        '`${globalThis}`': relu(),
        'line\nbreak\u2028': conv(channels, { kernel: 3 }),
        constructor: batchNorm(),
      },
    });
  return network(
    { input: [3, 8, 8] },
    {
      class: block(8),
      'class ': conv(16),
      await: block(16),
      ['x'.repeat(200)]: conv(32),
      '4': block(32),
      pool: globalAveragePool(),
      fc: dense(2),
    },
  );
};

/** Networks as files have them, and how they are written down. */
export const networksInFiles: Readonly<Record<string, () => Network>> = {
  densenet121,
  hostile,
  mlp: () =>
    network({ input: [784, 1, 1] }, [
      flatten(),
      dense(512),
      relu(),
      dropout(0.2),
      dense(512),
      relu(),
      dropout(0.2),
      dense(10),
    ]),
  mixer: () =>
    network(
      { input: [3, 32, 32] },
      {
        patches: conv(64, { kernel: 4, stride: 4, padding: 0, bias: true }),
        ...Object.fromEntries(
          Array.from({ length: 6 }, (_, index) => [
            `mix${index}`,
            residual({
              body: { norm: layerNorm(), up: conv(256, { bias: true }), act: relu(), down: conv(64, { bias: true }) },
            }),
          ]),
        ),
        pool: globalAveragePool(),
        fc: dense(10),
      },
    ),
  mobilenetV2,
  nested,
  resnet18: () => resnet18(),
  resnet18Folded: () => folded(resnet18()),
  resnet20Folded: () => folded(resnet({ stages: [3, 3, 3], stem: 'cifar', width: 16, shortcutKernel: 3, classes: 10 })),
  resnet50: () => resnet50({ classes: 10 }),
  resnext50: () => resnext50_32x4d(),
  vgg16,
  wideResnet50: () => wide_resnet50_2(),
};
