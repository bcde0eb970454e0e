import { build } from '@resnet-compile/compiler';
import * as dsl from '@resnet-compile/dsl';
import { fillState, images } from '../../packages/testing/src/fill.ts';
import { inPeersWords } from './peers-words.mjs';

const architectures = new Map(Object.entries(dsl));

/** One of the named architectures, as its layers stand. @param {string} name @returns {import('@resnet-compile/ir').Graph} */
export function graphOf(name) {
  const architecture = architectures.get(name);
  if (typeof architecture !== 'function') throw new Error(`--networks: resnet-compile has no network ${name}`);
  const { graph, problems } = build(architecture(), { name });
  if (!graph) throw new Error(problems.map(({ message }) => message).join('\n'));
  return inPeersWords(graph);
}

/** The state that every contender computes with. @param {import('@resnet-compile/ir').Graph} graph */
export const stateOf = (graph) =>
  fillState(
    graph.nodes
      .filter(({ op }) => op === 'parameter')
      .map(({ attributes, type }) => ({ name: attributes.name, shape: type.shape })),
  );

/** The images that every contender classifies, N×C×H×W. @returns {Float32Array} */
export const inputOf = (graph, batch) => images(0, [batch, ...inputShape(graph)]).data;

/** C×H×W. @returns {readonly [number, number, number]} */
export const inputShape = (graph) => graph.nodes.find(({ op }) => op === 'input').type.shape.slice(1);
