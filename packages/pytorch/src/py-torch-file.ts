import type { Network, TrainedNetwork } from '@resnet-compile/dsl';
import { checkOptions, kind, required, text, type Kinds } from '@resnet-compile/options';
import { declared } from './factor/template.ts';
import { classesFor, layerClasses } from './layer-classes/index.ts';
import { calleesIn, networkClass } from './network-class.ts';
import { classText } from './python/class-text.ts';
import { partsOf, type Expression } from './python/expression.ts';
import { numberLiteral, textLiteral } from './python/literals.ts';
import { className, unusedName } from './python/names.ts';
import { statement } from './python/print.ts';
import type { TrainedTensor } from './training/groups.ts';
import { trainingTexts } from './training/training-text.ts';

/** A tensor of the state; in training, what the graph's parameter says of it. */
export interface StateTensor extends TrainedTensor {
  readonly shape: readonly number[];
}

/** What a file is told besides its network. */
export interface PyTorchFileOptions {
  /** Of the network, as the model file exports it. */
  readonly name: string;
  /** The tensors of the network's state: its parameters and running statistics. */
  readonly parameters: Iterable<StateTensor>;
  /** The name of the file of weights, safetensors, that lies beside the text. */
  readonly weights: string;
}

const kinds: Kinds<PyTorchFileOptions> = {
  name: required(text),
  parameters: required(kind('tensors with names and shapes', (value) => Symbol.iterator in Object(value))),
  weights: required(text),
};

/** Names of the file itself. */
const own = `torch nn F json struct math Path OrderedDict contextmanager partial WEIGHTS DTYPES read_safetensors load
  make_criterion make_optimizer make_average train_step CentredRMSprop
  FROZEN RATES DECAYS said_of freeze`.split(/\s+/);

/**
 * A network as a file of PyTorch 1.13 or newer that needs nothing else: its classes, a function that loads its weights, and for
 * a network with a declared training the loss, the optimiser and a step. The state dict has the network's names, and
 * `num_batches_tracked`.
 *
 * @param network one without problems, of which `parameters` are those of its graph
 * @throws {TypeError} for options that there are not, or of another kind
 * @throws {PyTorchError} where a layer has a name that no module of PyTorch can have
 */
export function pyTorchFile(network: Network, options: PyTorchFileOptions): string {
  checkOptions('pyTorchFile', options, kinds);
  const { name, parameters, weights } = options;
  const tensors = [...parameters];
  const shapes = new Map(tensors.map((one) => [one.name, one.shape]));
  const names = new Set([...own, ...Object.keys(layerClasses)]);
  const title = unusedName(className(name), names);
  names.add(title);
  const { classes, functions, root, last } = networkClass(network, title, shapes, names);
  const modules: readonly Expression[] = [
    root,
    ...classes.map(({ body }) => body),
    ...functions.map(({ body }) => body),
  ];
  const called = modules.flatMap((one) => calleesIn(one, partsOf));
  const isWatched = root.forward?.lines.some((line) => line.startsWith('with watching(')) === true;
  const layers = classesFor([...called, ...(isWatched ? ['watching'] : [])]);
  const { training } = network as Partial<TrainedNetwork>;
  const sections = [
    ...layers.map((one) => one.text),
    ...classes.map(({ parameters: some, ...one }) => classText({ ...one, parameters: declared(some) })),
    ...functions.map(({ name: called, body, parameters: some }) =>
      [`def ${called}(${declared(some).join(', ')}):`, statement('return ', body, 4)].join('\n'),
    ),
    classText({
      name: title,
      body: root,
      parameters: [],
      shortcut: root.optional ? 'built' : 'none',
      docstring: `Images of ${network.input.join(' x ')}.`,
      last,
    }),
    loading(title, weights),
    ...(training ? trainingTexts(training, tensors, Boolean(network.outputs?.length)) : []),
    main(network),
  ];
  const body = sections.map((section) => `\n\n${section}\n`).join('');
  return `${heading(body)}${body}`;
}

/** Each import where it is used. */
const imports: readonly (readonly [used: RegExp, line: string])[] = [
  [/./, 'import json'],
  [/./, 'import math'],
  [/./, 'import struct'],
  [/OrderedDict\(/, 'from collections import OrderedDict'],
  [/@contextmanager/, 'from contextlib import contextmanager'],
  [/= partial\(/, 'from functools import partial'],
  [/./, 'from pathlib import Path\n'],
  [/./, 'import torch'],
  [/\bF\./, 'import torch.nn.functional as F'],
  [/./, 'from torch import nn'],
];

const heading = (
  body: string,
): string => `"""A network of PyTorch, written by resnet-compile. It needs torch 1.13 or newer, and nothing else.

The weights are beside this file: load() is the network with them, and running the file tries it.
"""

${imports.flatMap(([used, line]) => (used.test(body) ? [line] : [])).join('\n')}
`;

const loading = (title: string, weights: string): string => `WEIGHTS = Path(__file__).with_name(${textLiteral(weights)})
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def read_safetensors(path):
    """The tensors of a safetensors file: JSON, then their bytes. Nothing in it is run."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        entries = json.loads(file.read(length))
        data = bytearray(file.read())
    entries.pop("__metadata__", None)
    tensors = {}
    for name, entry in entries.items():
        dtype, shape, start = DTYPES[entry["dtype"]], entry["shape"], entry["data_offsets"][0]
        tensor = torch.frombuffer(data, dtype=dtype, count=math.prod(shape), offset=start)
        tensors[name] = tensor.reshape(shape)
    return tensors


def load(weights=WEIGHTS):
    """The network with its weights, to be evaluated; train() makes it one to be trained."""
    model = ${title}()
    model.load_state_dict(read_safetensors(weights))
    return model.eval()`;

const main = ({ input, outputs }: Network): string => `if __name__ == "__main__":
    model = load()
    with torch.no_grad():
        logits = model(torch.zeros(1, ${input.map(numberLiteral).join(', ')}))${outputs?.length ? '["logits"]' : ''}
    print(f"{sum(each.numel() for each in model.parameters()):,} parameters")
    print(f"of zeros: {tuple(logits.shape)}, sum {logits.sum().item():.6g}")`;
