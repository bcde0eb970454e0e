import { factor, unused, type Factored, type Tree } from '../factor/index.ts';
import * as dsl from '../index.ts';
import type { Network } from '../network-description.ts';
import { fromOneCall } from '../source-position.ts';
import type { TrainedNetwork } from '../training.ts';
import { without } from '../without.ts';
import { layOut, type Doc } from './layout.ts';
import { recordDoc, valueDoc } from './literals.ts';
import { callDoc, writer, type Use, type Writer } from './program.ts';
import { trees } from './tree-of.ts';
import { wordsOfLanguage } from './words.ts';

/** What `printModel` may be told. */
export interface PrintOptions {
  /** Whether what is repeated becomes functions and loops; true. */
  readonly factored?: boolean;
}

/**
 * A model file's text, whose default export is a network, layer by layer: blocks and stages that are equal up to numbers are functions. It is
 * formatted, and evaluates to the same layers with the same names; names are data, whatever is in them.
 */
export const printModel = (network: Network, options: PrintOptions = {}): string =>
  fromOneCall(() => textOf(network, options));

function textOf(network: Network, { factored = true }: PrintOptions): string {
  const used = new Set<string>();
  const use: Use = (name) => {
    used.add(name);
    return name;
  };
  const taken = new Set([...Object.keys(dsl), 'Layer', ...wordsOfLanguage]);
  const { treeOf, shared } = trees(() => unused('shared', taken));
  const whole = treeOf(network.body);
  const program = factored ? factor(whole, { reserved: taken }) : asItIs(whole);
  const write = writer(program.templates, use);
  const declarations = [
    ...shared().map(([name, tree]): Doc => ({
      doc: 'joined',
      parts: [`const ${name} = `, callDoc(use('shared'), [write.layer(plainTerm(tree))]), ';'],
    })),
    ...program.templates.map(write.template),
  ].map((doc) => layOut(doc));
  const body = networkDoc(network, write.layers(program.body, true), write, use);
  const exported = layOut({ doc: 'joined', parts: ['export default ', body, ';'] });
  const names = [...used].filter((name) => name !== 'Layer').sort();
  return `${[importText(used.has('Layer') ? [...names, 'type Layer'] : names), ...declarations, exported].join('\n\n')}\n`;
}

const importText = (names: readonly string[]): string =>
  layOut({
    doc: 'joined',
    parts: ['import ', { doc: 'list', open: '{', items: names, close: '}', space: ' ' }, ` from 'resnet-compile';`],
  });

/** Every layer where it is. */
const asItIs = (tree: Tree): Factored => ({ templates: [], body: plainTerm(tree) });

const plainTerm = ({ kind, fields, parts }: Tree): Factored['body'] => ({
  term: 'make',
  kind,
  fields: Object.fromEntries(Object.entries(fields).map(([name, data]) => [name, { of: 'data', data } as const])),
  items: parts.map(([name, part]) => ({ name, part: plainTerm(part) })),
});

function networkDoc(network: Network, layers: Doc, write: Writer, use: Use): Doc {
  const { input, outputs } = network;
  const own = callDoc(use('network'), [valueDoc({ input, ...(outputs?.length ? { outputs } : {}) }), layers]);
  const { training } = network as Partial<TrainedNetwork>;
  if (!training) return own;
  const { loss, optimizer, ...rest } = training;
  const declared = (made: TrainedNetwork['training']['loss' | 'optimizer']): Doc =>
    write.layer(plainTerm({ kind: made.kind, fields: without(made, 'kind', 'problems') as Tree['fields'], parts: [] }));
  return callDoc(use('training'), [
    own,
    recordDoc([
      ['loss', declared(loss)],
      ['optimizer', declared(optimizer)],
      ...Object.entries(rest).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, valueDoc(value)] as const],
      ),
    ]),
  ]);
}
