import { isLayer } from '../brand.ts';
import type { Layer, Layers } from '../layer.ts';
import type { FunctionText, Recognised } from '../recognise/index.ts';
import type { Doc } from './layout.ts';
import { arrayDoc, recordDoc, valueDoc, type Entry } from './literals.ts';
import { callDoc, type Use } from './program.ts';

/** The options in the order in which a reader asks for them: the whole, its parts, what goes in and out. */
const order: readonly string[] = [
  'stages',
  'block',
  'variant',
  'placement',
  'bothPreactivate',
  'stem',
  'stemWidth',
  'stemPool',
  'width',
  'groups',
  'widthPerGroup',
  'reduceFirst',
  'shortcut',
  'shortcutKernel',
  'norm',
  'activation',
  'attention',
  'antialias',
];
const last: readonly string[] = ['normalize', 'input', 'classes', 'outputs', 'explain'];

const rank = (name: string): number =>
  order.includes(name) ? order.indexOf(name) : last.includes(name) ? 200 + last.indexOf(name) : 100;

/** A call of `resnet`, or of a function that has a name. */
export function recognisedDoc(
  { name, given, options, texts }: Recognised,
  layerDoc: (layer: Layer) => Doc,
  use: Use,
): Doc {
  const optionDoc = (value: unknown): Doc => {
    const text = texts.get(value);
    if (text) return functionDoc(text, use);
    if (isLayer(value)) return layerDoc(value);
    if (Array.isArray(value)) return arrayDoc(value.map(optionDoc));
    return holdsLayers(value)
      ? recordDoc(Object.entries(value).map(([key, each]): Entry => [key, layerDoc(each)]))
      : valueDoc(value);
  };
  const told = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([key, value]): Entry => [key, optionDoc(value)]);
  return callDoc(use(name), [...given.map(String), ...(told.length ? [recordDoc(told)] : [])]);
}

const holdsLayers = (value: unknown): value is Extract<Layers, Readonly<Record<string, Layer>>> =>
  typeof value === 'object' && value !== null && Object.values(value).some(isLayer);

function functionDoc({ parameters, call, given = [], options = {} }: FunctionText, use: Use): Doc {
  const isTold = Object.keys(options).length > 0;
  const body = callDoc(use(call), [...given, ...(isTold ? [valueDoc(options)] : [])]);
  return parameters ? { doc: 'arrow', parameters, body } : body;
}
