import type { Problem, TrainedNetwork, TrainingOptions } from '@resnet-compile/dsl';
import { isTrained, nodesOf, rewriteGraph, type Graph, type InTraining, type OpAttributes } from '@resnet-compile/ir';
import { fitsPattern, literalOf, nearest, shownName } from '@resnet-compile/options';

type Tensor = OpAttributes['parameter'];
type Named = Pick<TrainingOptions, 'freeze' | 'rates' | 'decays'>;
type Fault = Pick<Problem, 'code' | 'message' | 'hint'>;

/**
 * The graph, whose parameters know what a declaration of training says of them by name; or what is wrong with the names, where
 * anything is.
 */
export function withNamedParameters(
  graph: Graph,
  { training, trainingPosition: position }: Pick<Partial<TrainedNetwork>, 'training' | 'trainingPosition'>,
): { readonly graph: Graph; readonly problems: readonly Problem[] } {
  const { freeze = [], rates = {}, decays = {} }: Named = training ?? {};
  const tensors = nodesOf(graph, 'parameter').map(({ attributes }) => attributes);
  const inTraining = new Map<string, InTraining>();
  const problems: Problem[] = [];
  const report = (option: keyof Named, faults: readonly Fault[]): void => {
    for (const { message, ...rest } of faults)
      problems.push({ ...rest, message: `training: ${option}: ${message}`, option, ...(position ? { position } : {}) });
  };

  for (const pattern of freeze) {
    const named = tensors.filter((tensor) => isNamed(tensor, pattern));
    if (named.length === 0) report('freeze', [unknown(pattern, tensors)]);
    for (const { name } of named) inTraining.set(name, { frozen: true });
  }
  report(
    'freeze',
    faultsOfStatistics(graph, (name) => inTraining.has(name)),
  );
  const parameters = tensors.filter(isTrained);
  if (parameters.length > 0 && parameters.every(({ name }) => inTraining.has(name)))
    report('freeze', [
      {
        code: 'RC1103',
        message: `nothing is left to train: all ${parameters.length} parameters are frozen`,
        hint: "leave out what is to be trained, such as the last layer's",
      },
    ]);

  for (const [option, values, name] of [
    ['rates', rates, 'rate'],
    ['decays', decays, 'decay'],
  ] as const) {
    const by = new Map<string, string>();
    for (const [pattern, value] of Object.entries(values)) {
      const named = parameters.filter((tensor) => isNamed(tensor, pattern));
      if (named.length === 0) report(option, [unknown(pattern, parameters)]);
      report(option, faultsOfOverlap(pattern, named, by, inTraining));
      for (const tensor of named) {
        by.set(tensor.name, pattern);
        inTraining.set(tensor.name, { ...inTraining.get(tensor.name), [name]: value });
      }
    }
  }
  if (problems.length || inTraining.size === 0) return { graph, problems };
  return {
    graph: rewriteGraph(graph, (node) => {
      const own = node.op === 'parameter' ? inTraining.get(node.attributes.name) : undefined;
      return node.op === 'parameter' && own ? { ...node, attributes: { ...node.attributes, ...own } } : node;
    }),
    problems,
  };
}

/** Layers around a tensor, from the outermost, and itself. */
const pathsOf = (name: string): readonly string[] => [
  ...[...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index)),
  name,
];

/** Whether a pattern means a tensor, or a layer that it lies in; of a shared layer, in any place. */
const isNamed = ({ name, aliases = [] }: Tensor, pattern: string): boolean =>
  [name, ...aliases].some((each) => pathsOf(each).some((path) => fitsPattern(path, pattern)));

function unknown(pattern: string, tensors: readonly Tensor[]): Fault {
  const paths = [...new Set(tensors.flatMap(({ name }) => pathsOf(name)))];
  const groups = [...new Set(tensors.flatMap(({ name }) => pathsOf(name).slice(0, -1)))].map((path) => `${path}.*`);
  const near = nearest(pattern, paths) ?? nearest(pattern, groups);
  // What lies in all layers around says nothing.
  const depth = [1, 2].find((each) => beginnings(paths, each).length > 1) ?? 1;
  const first = beginnings(paths, depth);
  return {
    code: 'RC1102',
    message: `nothing with parameters is named ${literalOf(pattern)}`,
    hint: `${near === undefined ? 't' : `did you mean ${literalOf(near)}? T`}here are ${first.slice(0, 10).join(', ')}${first.length > 10 ? ', …' : ''}`,
  };
}

const beginnings = (paths: readonly string[], depth: number): readonly string[] => [
  ...new Set(paths.map((path) => shownName(path.split('.').slice(0, depth).join('.')))),
];

/** A batch norm evaluates by both of its running statistics, or by none. */
const faultsOfStatistics = (graph: Graph, isFrozen: (name: string) => boolean): readonly Fault[] =>
  nodesOf(graph, 'batch_norm').flatMap(({ inputs: [, , , mean, variance] }): readonly Fault[] => {
    const names = [mean, variance].flatMap((each) => (each.op === 'parameter' ? [each.attributes.name] : []));
    const [frozen, moved] = [names.find(isFrozen), names.find((name) => !isFrozen(name))];
    return frozen === undefined || moved === undefined
      ? []
      : [
          {
            code: 'RC1103',
            message: `${shownName(frozen)} is frozen and ${shownName(moved)} is not`,
            hint: 'a batch norm evaluates by both, or by the batch: name both, or the layer',
          },
        ];
  });

/** A parameter is in one group at the most, as in PyTorch. */
function faultsOfOverlap(
  pattern: string,
  named: readonly Tensor[],
  by: ReadonlyMap<string, string>,
  inTraining: ReadonlyMap<string, InTraining>,
): readonly Fault[] {
  const frozen = named.find(({ name }) => inTraining.get(name)?.frozen);
  const twice = named.find(({ name }) => by.has(name));
  return [
    ...(frozen
      ? [
          {
            code: 'RC1103',
            message: `${literalOf(pattern)} names ${shownName(frozen.name)}, which is frozen`,
            hint: 'name what is trained alone',
          } as const,
        ]
      : []),
    ...(twice
      ? [
          {
            code: 'RC1103',
            message: `${literalOf(by.get(twice.name) ?? '')} and ${literalOf(pattern)} both name ${shownName(twice.name)}`,
            hint: 'a parameter is named by one pattern at the most, since an order of patterns would be easily overlooked',
          } as const,
        ]
      : []),
  ];
}
