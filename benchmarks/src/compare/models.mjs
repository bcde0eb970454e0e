import { oracles } from '../../../packages/testing/src/oracles.ts';

/** A network's name in a model file, and so its module's. */
export const exported = (name) => name.replaceAll(/\W/g, '_');

const network = ({ block, stages, width, stemWidth, stem, shortcut, variant, groups, widthPerGroup, input, classes }) =>
  `resnet(${JSON.stringify({ block, stages, width, stemWidth, stem, shortcut, variant, groups, widthPerGroup, input, classes })})`;

function trained(oracle) {
  const { optimizer = 'sgd', momentum, nesterov, weightDecay = 1e-4, decay, ...rest } = oracle.train;
  const { labelSmoothing, clipNorm, accumulate, ema } = rest;
  const update = optimizer === 'sgd' ? { momentum, nesterov, weightDecay, decay } : { weightDecay, decay };
  const options = JSON.stringify({ clipNorm, accumulate, ema: ema && { decay: ema, from: 'initial parameters' } });
  return `training(${network(oracle)}, { ...${options},
  optimizer: ${optimizer === 'sgd' ? 'sgd' : 'adamW'}(${JSON.stringify(update)}),
  loss: crossEntropy(${JSON.stringify({ labelSmoothing })}) })`;
}

const model = (networks) =>
  [
    `import * as dsl from 'resnet-compile';`,
    'const { adamW, crossEntropy, resnet, sgd, training } = dsl;',
    ...networks.map(([name, text]) => `export const ${exported(name)} = ${text};`),
  ].join('\n');

/** Large networks would take minutes in plain JavaScript. */
export const isSmall = ({ case: { input } }) => input[1] <= 64;
export const trainedOracles = oracles.filter(({ train }) => train);

/** What memory, sizes and times are told of: networks of README. */
const family = {
  resnet18: 'dsl.resnet18()',
  resnet50: 'dsl.resnet50()',
  resnet152: 'dsl.resnet152()',
  resnext50_32x4d: 'dsl.resnext50_32x4d()',
  wide_resnet50_2: 'dsl.wide_resnet50_2()',
  cifarResnet20: 'dsl.cifarResnet(20)',
  cifarResnet110: 'dsl.cifarResnet(110)',
  cifarPreactResnet164: 'dsl.cifarPreactResnet(164)',
  wideResnet16_4: 'dsl.wideResnet(16, 4)',
};
const some = (...names) => names.map((name) => [name, family[name]]);

/** Model files, and what the tool is told of them. */
export const models = {
  oracles: {
    text: model(oracles.map(({ case: each }) => [each.name, network(each)])),
    options: ['--target', 'cpu'],
  },
  javascript: {
    text: model(oracles.filter(isSmall).map(({ case: each }) => [each.name, network(each)])),
    options: ['--target', 'js'],
  },
  steps: {
    text: model(trainedOracles.map(({ case: each }) => [each.name, trained(each)])),
    options: ['--target', 'cpu', '--train'],
  },
  family: { text: model(some(...Object.keys(family))), options: ['--target', 'cpu'] },
  both: { text: model(some('resnet50', 'cifarResnet20')), options: [] },
  training: { text: model(some('resnet18', 'cifarResnet20')), options: ['--target', 'cpu', '--train'] },
};
