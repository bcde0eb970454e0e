import { factor, unused, type Factored, type Tree } from '../factor/index.ts';
import * as dsl from '../index.ts';
import type { Layer } from '../layer.ts';
import type { Network } from '../network-description.ts';
import { withoutPositions } from '../source-position.ts';
import { recognise } from '../recognise/index.ts';
import type { TrainedNetwork } from '../training.ts';
import { without } from '../without.ts';
import { recognisedDoc } from './call-text.ts';
import { layOut, type Doc } from './layout.ts';
import { recordDoc, valueDoc } from './literals.ts';
import { callDoc, writer, type Use, type Writer } from './program.ts';
import { trees } from './tree-of.ts';
import { wordsOfLanguage } from './words.ts';

/** What `modelFile` may be told. */
export interface ModelFileOptions {
  /** Whether a network that `resnet` makes, or a function that has a name, becomes its call; true. */
  readonly recognised?: boolean;
  /** Whether what is repeated becomes functions and loops; true. */
  readonly factored?: boolean;
}

/** A model file. */
export interface ModelFile {
  /** Its text. */
  readonly text: string;
  /** What its default export is. */
  readonly network: Network;
  /** The function whose call it is, such as `'resnet50'`; undefined where it has layers. */
  readonly call: string | undefined;
  /** By the path of each layer that has parameters, the path that it has in `network`, as `stateInFile` applies it; empty where they are the same. */
  readonly layerNames: ReadonlyMap<string, string>;
}

/**
 * A network as the model file that a person would write: a call of `resnet` or of a function that has a name where it is one,
 * else its layers, of which blocks and stages that are equal up to numbers are functions. The text is formatted, and evaluates to
 * `network`, which computes the same; of layers, they are the same with the same names. Names are data, whatever is in them.
 *
 * @throws never for what is wrong with a network: that is wrong in the file as well
 */
export function modelFile(network: Network, { recognised = true, factored = true }: ModelFileOptions = {}): ModelFile {
  const call = recognised ? recognise(network) : undefined;
  if (!call) return { text: printModel(network, { factored }), network, call: undefined, layerNames: new Map() };
  const { training } = network as Partial<TrainedNetwork>;
  return {
    text: withoutPositions(() => textOf(network, (layerDoc, use) => recognisedDoc(call, layerDoc, use))),
    network: training ? ({ ...call.network, training } as TrainedNetwork) : call.network,
    call: call.name,
    layerNames: call.layerNames,
  };
}

/** A network's layers as a model file. It evaluates to the same layers with the same names. */
export const printModel = (network: Network, { factored = true }: Pick<ModelFileOptions, 'factored'> = {}): string =>
  withoutPositions(() =>
    textOf(network, (_, use, taken, declare) => {
      const { treeOf, shared } = trees((called) => unused(sharedName(called), taken));
      const whole = treeOf(network.body);
      const program = factored ? factor(whole, { reserved: taken }) : asItIs(whole);
      const write = writer(program.templates, use);
      for (const [name, tree] of shared())
        declare({
          doc: 'joined',
          parts: [`const ${name} = `, callDoc(use('shared'), [write.layer(plainTerm(tree))]), ';'],
        });
      for (const template of program.templates) declare(write.template(template));
      const { input, outputs, explain } = network;
      const told = valueDoc({
        input,
        ...(outputs?.length ? { outputs } : {}),
        ...(explain?.length ? { explain } : {}),
      });
      return callDoc(use('network'), [told, write.layers(program.body, true)]);
    }),
  );

/** A layer that is called gate is `sharedGate`. */
const sharedName = (called: string): string =>
  /^[a-z]\w{0,30}$/i.test(called) ? `shared${called.slice(0, 1).toUpperCase()}${called.slice(1)}` : 'sharedLayer';

type NetworkDoc = (
  layerDoc: (layer: Layer) => Doc,
  use: Use,
  taken: Set<string>,
  declare: (declaration: Doc) => void,
) => Doc;

/** The file around a network: what it imports, what it declares before, how it is trained. */
function textOf(network: Network, networkDoc: NetworkDoc): string {
  const used = new Set<string>();
  const use: Use = (name) => {
    used.add(name);
    return name;
  };
  const taken = new Set([...Object.keys(dsl), 'Layer', ...wordsOfLanguage]);
  const declarations: Doc[] = [];
  const plain = writer([], use);
  const layerDoc = (layer: Layer): Doc => plain.layer(plainTerm(trees(() => 'shared').treeOf(layer)));
  const made = networkDoc(layerDoc, use, taken, (declaration) => declarations.push(declaration));
  const body = withTraining(network, made, plain, use);
  const exported: Doc = { doc: 'joined', parts: ['export default ', body, ';'] };
  const names = [...used].filter((name) => name !== 'Layer').sort();
  const imports = importText(used.has('Layer') ? [...names, 'type Layer'] : names);
  return `${[imports, ...[...declarations, exported].map((doc) => layOut(doc))].join('\n\n')}\n`;
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

function withTraining(network: Network, own: Doc, write: Writer, use: Use): Doc {
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
