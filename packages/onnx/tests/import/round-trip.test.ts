import * as dsl from '@resnet-compile/dsl';
import type { Network } from '@resnet-compile/dsl';
import { modelFile } from '@resnet-compile/dsl/model-file';
import { printGraph } from '@resnet-compile/ir';
import { describe, expect, test } from 'vitest';
import { exportOnnx, importOnnx } from '../../src/index.ts';
import { asRecord, filledState, graphOf } from '../export/expect-reference.ts';
import { expectSameLogits } from './compare.ts';

/** What layers compute, and under which names their parameters are; what these begin as no file says. */
const textOf = (network: Network): string =>
  printGraph(graphOf(network))
    .replaceAll(/,"initial":(\{[^}]*\}|[^,}]*)/g, '')
    .replaceAll(/ @ .*$/gm, '');

const narrow = { width: 16, input: [3, 64, 64], classes: 5 } as const;
/** One for each mechanism of the family; group norms have 32 groups. */
const mechanisms = {
  test_resnet: dsl.test_resnet(narrow),
  resnet10t: dsl.resnet10t(narrow),
  resnetblur18: dsl.resnetblur18(narrow),
  resnetaa34d: dsl.resnetaa34d(narrow),
  seresnet18: dsl.seresnet18(narrow),
  skresnet18: dsl.skresnet18(narrow),
  resnest14d: dsl.resnest14d(narrow),
  resnetv2_18d: dsl.resnetv2_18d(narrow),
  resnet50_gn: dsl.resnet50_gn({ ...narrow, width: 32 }),
  res2net50_26w_4s: dsl.res2net50_26w_4s(narrow),
  resnetrs50: dsl.resnetrs50(narrow),
  resnetv2_50x1_bit: dsl.resnetv2_50x1_bit({ ...narrow, width: 32 }),
} as const;

/** Each written and read once. */
const trips = new Map<Network, Trip>();
interface Trip {
  readonly state: ReturnType<typeof asRecord>;
  readonly imported: ReturnType<typeof importOnnx>;
}
function tripOf(network: Network): Trip {
  const known = trips.get(network);
  if (known) return known;
  const state = asRecord(filledState(graphOf(network)));
  const made = { state, imported: importOnnx(exportOnnx(network, state).bytes) };
  trips.set(network, made);
  return made;
}

describe('what was written as trained comes back: the same layers, the same state bit for bit', () => {
  test.each(Object.entries(mechanisms))('%s', (_, network) => {
    const { state, imported } = tripOf(network);
    expect(imported.notes).toEqual([]);
    const values = Object.fromEntries(Array.from(imported.state, ([name, { data }]) => [name, data]));
    expect(Object.keys(values)).toEqual(Object.keys(state));
    for (const [name, data] of Object.entries(state))
      expect(Buffer.compare(bytesOf(data), bytesOf(values[name])), name).toBe(0);
    expect(textOf(imported.network)).toBe(textOf(network));
  });
});

const bytesOf = (data: Float32Array | undefined): Uint8Array =>
  data ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array();

test('as a model file, each is the call that a person would write', async () => {
  const calls = Object.entries(mechanisms).map(
    ([name, network]) => `// ${name}\n${modelFile(tripOf(network).imported.network).text}`,
  );
  await expect(calls.join('\n')).toMatchFileSnapshot('model-files.txt');
});

describe('what was written folded gives the same logits', () => {
  const small = { ...narrow, input: [3, 32, 32] } as const;
  test.each(
    Object.entries({
      seresnet18: dsl.seresnet18(small),
      resnest14d: dsl.resnest14d(small),
      resnetv2_18d: dsl.resnetv2_18d(small),
    }),
  )('%s', async (_, network) => {
    const { bytes } = exportOnnx(network, asRecord(filledState(graphOf(network))), { folded: true });
    await expectSameLogits(bytes, { batch: 2 });
  });
});

describe('what is easily taken for something else comes back', () => {
  const {
    cascade,
    concatenate,
    conv,
    dense,
    globalAveragePool,
    identity,
    normalize,
    scale,
    select,
    sequential,
    split,
  } = dsl;
  const weighed = select({
    branches: { a: conv(3), b: conv(3) },
    weights: { pool: globalAveragePool(), conv: conv(6) },
    reads: 'parts',
    shares: [1, 2],
  });
  const bodies = {
    'branches that share out their part': split([identity(), weighed], { shares: [2, 3] }),
    'a cascade within weighed parts': sequential([
      concatenate([conv(5), identity()]),
      select({
        branches: [
          conv(10),
          sequential([cascade([identity(), identity(), identity()], { shares: [3, 1, 1] }), conv(10)]),
        ],
        weights: [globalAveragePool(), conv(20)],
        reads: 'parts',
      }),
    ]),
    'parts of the first of parts': split([split([conv(1), conv(1)], { shares: [1, 2] }), conv(2)], { shares: [3, 2] }),
    'a factor of one channel, before what prepares images': sequential([
      conv(1),
      scale(0, { trained: true }),
      normalize({ mean: [0.5], std: [2] }),
    ]),
  };
  test.each(Object.entries(bodies))('%s', async (_, body) => {
    const network = dsl.network({ input: [5, 2, 2] }, { body, pool: globalAveragePool(), fc: dense(3) });
    const state = filledState(graphOf(network));
    const imported = await expectSameLogits(exportOnnx(network, asRecord(state)).bytes);
    const bits = (tensors: Iterable<{ readonly data: Float32Array }>): readonly string[] =>
      Array.from(tensors, ({ data }) => Buffer.from(bytesOf(data)).toString('hex')).toSorted();
    expect(bits(imported.state.values())).toEqual(bits(state.values()));
  });
});
