import { training, type Layer, type Network, type TrainedNetwork } from '@resnet-compile/dsl';
import { printModel } from '@resnet-compile/dsl/model-file';
import { countLayers, layerPaths } from '@resnet-compile/dsl/reduce';
import { activations } from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { data, evaluated } from './evaluated.ts';
import { holdsForNetworks, layerKinds, randomNetwork } from '../src/index.ts';

const networks = Array.from({ length: 400 }, (_, index) => randomNetwork(index + 1));

/** Every layer within a layer, by its description. */
const within = (value: unknown): readonly Layer[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, each]) => (name === 'problems' ? [] : within(each)));
  return 'kind' in value && 'problems' in value ? [value as Layer, ...inner] : inner;
};

describe('random networks', () => {
  it('have layers of every kind, activations of every name, branches of every form', () => {
    const found = networks.flatMap(({ body }) => within(body));
    const count = (what: (layer: Layer) => string | undefined): ReadonlyMap<string | undefined, number> => {
      const counts = new Map<string | undefined, number>();
      for (const layer of found) counts.set(what(layer), (counts.get(what(layer)) ?? 0) + 1);
      return counts;
    };
    const seldom = (counts: ReadonlyMap<string | undefined, number>, expected: readonly string[]): readonly string[] =>
      expected.filter((name) => (counts.get(name) ?? 0) < 5);
    expect(
      seldom(
        count(({ kind }) => kind),
        layerKinds,
      ),
    ).toEqual([]);
    const functions = count((layer) => (layer.kind === 'activation' ? layer.activation : undefined));
    expect(seldom(functions, Object.keys(activations))).toEqual([]);
    const forms = count((layer) => (layer.kind === 'branches' ? (layer.reads ?? layer.join) : undefined));
    expect(seldom(forms, ['concatenate', 'sum', 'product', 'parts', 'cascade'])).toEqual([]);
  });

  it('are taps, declarations of training, losses and optimisers as well', () => {
    expect(networks.filter(({ outputs }) => (outputs?.length ?? 0) > 1).length).toBeGreaterThan(50);
    const declared = networks.flatMap((each) => ('training' in each ? [(each as TrainedNetwork).training] : []));
    expect(new Set(declared.map(({ loss }) => loss.kind)).size).toBe(2);
    expect(new Set(declared.map(({ optimizer }) => optimizer.kind)).size).toBe(3);
    const frozen = declared.flatMap(({ freeze = [] }) => freeze);
    expect(frozen.length).toBeGreaterThan(50);
    for (const part of ['.weight', '.running_*'])
      expect(frozen.filter((name) => name.endsWith(part)).length, part).toBeGreaterThan(5);
  });

  it('are as large as tests can bear', () => {
    const sizes = networks.map(({ body }) => countLayers(body));
    expect(sizes.reduce((a, b) => a + b) / sizes.length).toBeGreaterThan(8);
    expect(Math.max(...sizes)).toBeLessThan(150);
  });

  it('of one seed are the same network', () => expect(data(randomNetwork(5))).toEqual(data(randomNetwork(5))));

  it('print as model files that make them again', () => {
    // The last: blocks whose shortcuts have layers of different number, and of channels that the first call's do not divide.
    for (const network of [...networks.slice(0, 40), randomNetwork(477, { longest: 14, depth: 3 })]) {
      for (const factored of [true, false]) {
        const text = printModel(network, { factored });
        expect(data(evaluated(text)), text).toEqual(data(network));
      }
    }
  });
});

describe('a law that is broken', () => {
  const hasProduct = ({ body }: Network): boolean =>
    within(body).some((layer) => layer.kind === 'branches' && layer.join === 'product');
  const law = (network: Network): void => {
    if (hasProduct(network)) throw new Error(`a product in ${layerPaths(network.body).length} layers`);
  };

  it('is shown with all seeds, and the smallest model file that breaks it', async () => {
    const seeds = networks.flatMap((each, index) => (hasProduct(each) ? [index + 1] : [])).slice(0, 2);
    const made = [...seeds, 1].map((seed) => randomNetwork(seed));
    const failing = holdsForNetworks(3, law, (seed) => training(made[(seed - 20151210) % 3] as Network));
    await expect(failing).rejects.toThrow(/^\d of 3 random networks fail:\n\nseeds 20151210, 20151211/);
    await expect(failing).rejects.toThrow(
      /: [01] layers of \d+ are left, a product in .*\nimport .*\n\nexport default network\(\{ input: \[1, 1, 1\] \}, product\(.{1,40}\)\);/,
    );
  });
});
