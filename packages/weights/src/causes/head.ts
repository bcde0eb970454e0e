import { layerOf, layersOf } from '../names/layers.ts';
import { printed } from '../printed.ts';
import type { Cause, Differences } from './differences.ts';

/** The network's last layer, if nothing else of the network is missing or misshapen. */
function onlyHead({ missing, misshapen, layers }: Differences): string | undefined {
  const [path, other] = new Set([...missing, ...misshapen].map(({ name }) => layerOf(name)));
  const last = layers.findLast(({ kind }) => kind === 'linear' || kind === 'conv')?.path;
  return other === undefined && path === last ? path : undefined;
}

const exceptFor = (head: string): string =>
  `leave it out, to train it: --except '${printed(head)}.*', then load({ weights, except: ['${printed(head)}.*'] })`;

/** Transfer learning: everything fits but the classes. */
export const otherHead: Cause = (differences) => {
  const head = onlyHead(differences);
  const weight = differences.misshapen.find(({ found, expected }) => found[0] !== expected[0]);
  if (head === undefined || weight === undefined || differences.missing.length) return undefined;
  const [classes = 0, wanted = 0] = [weight.found[0], weight.expected[0]];
  const background =
    classes === wanted + 1 ? '; one more may be a background class, which TensorFlow’s networks have at 0' : '';
  return `the file has ${classes} classes and the network ${wanted}, all else fits${background}. Give the network classes: ${classes}, or ${exceptFor(head)}`;
};

/** A backbone, or one with a head of another kind. */
export const noHead: Cause = (differences) => {
  const head = onlyHead(differences);
  const { missing, misshapen, unexpected } = differences;
  if (head === undefined || missing.length === 0 || misshapen.length) return undefined;
  const others = [
    ...new Set(layersOf(unexpected).map(({ path, tensors }) => path.split('.')[0] || (tensors[0]?.name ?? ''))),
  ];
  if (others.length === 0) return `the file has no last layer, ${printed(head)}: ${exceptFor(head)}`;
  const ignored = others.slice(0, 3).map((name) => `--ignore '${printed(name)}.*'`);
  return `the file has no last layer that fits ${printed(head)}, but ${others.slice(0, 3).map(printed).join(', ')} at its end: build the network with such an end, or ${exceptFor(head)}, and the others too: ${ignored.join(' ')}`;
};
