import { describe, expect, it } from 'vitest';
import {
  batchNorm,
  conv,
  dense,
  gelu,
  globalAveragePool,
  maxPool,
  network,
  product,
  relu,
  residual,
  resnet,
  sequential,
  sigmoid,
  split,
  training,
  type Layer,
  type Network,
} from '../src/index.ts';
import { countLayers, layerPaths, reduce, smallerNetworks } from '../src/reduce/index.ts';
import { printModel } from '../src/model-file/index.ts';

/** Whether some layer within a layer is so. */
const has = (layer: Layer, is: (layer: Layer) => boolean): boolean =>
  is(layer) ||
  Object.values(layer).some((value: unknown) =>
    Array.isArray(value)
      ? value.some((child: unknown) => Array.isArray(child) && has(child[1] as Layer, is))
      : typeof value === 'object' && value !== null && 'kind' in value && has(value as Layer, is),
  );

describe('a network as text', () => {
  it('is a model file, without what options are anyway', () => {
    const layers = {
      'conv-1': conv(4, { kernel: 3, stride: [2, 1], padding: 1, bias: false }),
      bn: batchNorm({ momentum: 0.1 }),
      act: gelu({ approximate: 'tanh' }),
      block: residual({ body: [conv(4), relu()], activation: relu() }),
      gate: product([sequential([]), sequential({ pool: globalAveragePool(), sigmoid: sigmoid() })]),
      parts: split([conv(3), maxPool({ kernel: 1 })], { shares: [1, 3] }),
      pool: globalAveragePool(),
      fc: dense(5),
    };
    expect(printModel(training(network({ input: [3, 7, 9], outputs: ['block'] }, layers), { clipNorm: 1 }))).toBe(
      `import {
  batchNorm,
  conv,
  crossEntropy,
  dense,
  gelu,
  globalAveragePool,
  maxPool,
  network,
  product,
  relu,
  residual,
  sequential,
  sgd,
  sigmoid,
  split,
  training,
} from 'resnet-compile';

export default training(
  network(
    { input: [3, 7, 9], outputs: ['block'] },
    {
      'conv-1': conv(4, { kernel: 3, stride: [2, 1] }),
      bn: batchNorm(),
      act: gelu({ approximate: 'tanh' }),
      block: residual({ body: [conv(4), relu()], activation: relu() }),
      gate: product([sequential([]), sequential({ pool: globalAveragePool(), sigmoid: sigmoid() })]),
      parts: split([conv(3), maxPool({ kernel: 1 })], { shares: [1, 3] }),
      pool: globalAveragePool(),
      fc: dense(5),
    },
  ),
  { loss: crossEntropy(), optimizer: sgd(), clipNorm: 1 },
);
`,
    );
  });

  it('has the paths of its layers, those of a residual beside its own', () => {
    const block = residual({ body: { conv1: conv(4) }, shortcut: [conv(4)], activation: relu() });
    expect(layerPaths(sequential({ block, pool: globalAveragePool() }))).toEqual([
      'block',
      'block.conv1',
      'block.downsample',
      'block.downsample.0',
      'block.activation',
      'pool',
    ]);
  });
});

const net = resnet({ stages: [2, 2], block: 'bottleneck', width: 8, input: [3, 40, 33], classes: 10 });

describe('smaller networks', () => {
  it('have no number that has grown', () => {
    const numbers = (value: unknown): number =>
      typeof value === 'number'
        ? value
        : typeof value === 'object' && value !== null
          ? Object.entries(value).reduce((sum, [name, each]) => sum + (name === 'position' ? 0 : numbers(each)), 0)
          : 0;
    const whole = numbers(net);
    for (const smaller of smallerNetworks(net)) expect(numbers(smaller)).toBeLessThanOrEqual(whole);
  });

  it('change nothing of the network itself', () => {
    const before = JSON.stringify(net);
    expect([...smallerNetworks(net)].length).toBeGreaterThan(100);
    expect(JSON.stringify(net)).toBe(before);
  });
});

describe('reduction', () => {
  const isStridedConv = (layer: Layer): boolean => layer.kind === 'conv' && layer.stride[0] > 1 && layer.kernel[0] > 1;
  const fails = ({ body, input }: Network): boolean => has(body, isStridedConv) && input[1] > 4;

  it('leaves the layer that is to blame, with the options and pixels that it takes', async () => {
    const smallest = await reduce(net, fails);
    expect(smallest.input).toEqual([1, 5, 1]);
    expect(countLayers(smallest.body)).toBe(1);
    expect(printModel(smallest)).toMatch(/conv\(1, \{ kernel: \d, stride: 2, padding: 0 \}\)/);
  });

  it('says after each try where it stands, and ends where it is told to', async () => {
    const stop = new AbortController();
    const tries: number[] = [];
    const smallest = await reduce(net, fails, {
      onProgress: ({ tried, done, of, layers }) => {
        tries.push(tried);
        expect(done).toBeLessThanOrEqual(of);
        expect(layers).toBeLessThanOrEqual(countLayers(net.body));
        if (tried === 5) stop.abort();
      },
      signal: stop.signal,
    });
    expect(tries).toEqual([1, 2, 3, 4, 5]);
    expect(fails(smallest)).toBe(true);
  });

  it('returns the network itself where nothing smaller fails', async () =>
    expect(await reduce(net, () => false)).toBe(net));
});
