import type { BranchesLayer, Children, Layer, Reads, SharedLayer } from '../layer.ts';
import type { Network } from '../network-description.ts';
import type { TrainedNetwork } from '../training.ts';
import { callOf, madeBy, type Call, type SimpleLayer } from './call-of.ts';
import { arrayText, callText, recordText, valueText } from './call-text.ts';
import { isAlike, plainOptions } from './plain-call.ts';
import { without } from './without.ts';

/** A model file's text, whose default export is a network, layer by layer. */
export function printModel(network: Network): string {
  const used = new Set<string>();
  const print = new Printer((name) => used.add(name));
  const text = networkText(network, print);
  const names = [...used].sort();
  const line = `import { ${names.join(', ')} } from 'resnet-compile';`;
  const imports =
    line.length <= 100 ? line : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from 'resnet-compile';`;
  return `${imports}\n\n${print.declarations.join('')}export default ${text};\n`;
}

function networkText(network: Network, print: Printer): string {
  const { input, outputs, body } = network;
  const own = print.call('network', [
    valueText({ input, ...(outputs?.length ? { outputs } : {}) }),
    print.layers(body),
  ]);
  const { training } = network as Partial<TrainedNetwork>;
  if (!training) return own;
  const { loss, optimizer, ...rest } = training;
  const declared = (made: TrainedNetwork['training']['loss' | 'optimizer']): string =>
    print.plain({ name: made.kind, options: without(made, 'kind', 'problems') });
  return print.call('training', [
    own,
    recordText([
      ['loss', declared(loss)],
      ['optimizer', declared(optimizer)],
      ...Object.entries(rest).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, valueText(value)] as const],
      ),
    ]),
  ]);
}

/** Writes layers, and tells the names of the functions that it has written. */
class Printer {
  readonly #use: (name: string) => void;
  readonly #names = new Map<SharedLayer, string>();
  /** Of what is used in several places. */
  readonly declarations: string[] = [];

  constructor(use: (name: string) => void) {
    this.#use = use;
  }

  call(name: string, given: readonly string[]): string {
    this.#use(name);
    return callText(name, given);
  }

  /** Without options that say what is so anyway. */
  plain({ name, given = [], options = {} }: Call): string {
    const told = plainOptions(options, (some) => madeBy({ name, given, options: some }));
    // Some functions want options even where there is nothing to tell.
    const isTold = Object.keys(told).length > 0 || !isAlike(madeBy({ name, given }), madeBy({ name, given, options }));
    return this.call(name, [...given.map(plainValue), ...(isTold ? [valueText(told)] : [])]);
  }

  layer(layer: Layer): string {
    switch (layer.kind) {
      case 'shared':
        return this.#shared(layer);
      case 'sequential':
        return this.call('sequential', [this.#children(layer.children)]);
      case 'residual': {
        const parts = (['preactivation', 'body', 'shortcut', 'activation'] as const).flatMap((name) => {
          const part = layer[name];
          return part ? [[name, this.layers(part)] as const] : [];
        });
        const { gate } = layer;
        const gates = gate
          ? [
              [
                'gate',
                recordText([
                  ['layers', this.layers(gate.layer)],
                  ['of', valueText(gate.of)],
                ]),
              ] as const,
            ]
          : [];
        return this.call('residual', [recordText([...parts, ...gates])]);
      }
      case 'branches': {
        const told = sharedOut(layer);
        const branches = this.#children(layer.children);
        return this.call(nameOf(layer), told.length ? [branches, recordText(told)] : [branches]);
      }
      case 'select':
        return this.call('select', [
          recordText([
            ['branches', this.#children(layer.children)],
            ['weights', this.layers(layer.weights)],
            ...(layer.reads ? [['reads', valueText(layer.reads)] as const] : []),
            ...(layer.groups === 1 ? [] : [['groups', valueText(layer.groups)] as const]),
            ...sharedOut(layer),
          ]),
        ]);
      default:
        return this.plain(callOf(layer as SimpleLayer));
    }
  }

  /** A name where its uses are to be one. */
  #shared(layer: SharedLayer): string {
    const known = this.#names.get(layer);
    if (known !== undefined) return known;
    const text = this.call('shared', [this.layer(layer.layer)]);
    const name = `shared${this.#names.size + 1}`;
    this.#names.set(layer, name);
    this.declarations.push(`const ${name} = ${text};\n`);
    return name;
  }

  /** Where several are taken: those of a sequence, without the call. */
  layers(layer: Layer): string {
    return layer.kind === 'sequential' ? this.#children(layer.children) : this.layer(layer);
  }

  /** Numbered children in an array, others in a record. */
  #children(children: Children): string {
    const isNumbered = children.every(([name], index) => name === String(index)) || isNameless(children);
    return isNumbered
      ? arrayText(children.map(([, child]) => this.layer(child)))
      : recordText(children.map(([name, child]) => [name, this.layer(child)] as const));
  }
}

const isNameless = (children: Children): boolean => children.every(([name]) => name === '') && children.length > 0;

const sharedOut = ({
  shares,
  children,
}: Reads & { readonly children: Children }): readonly (readonly [string, string])[] => [
  ...(shares ? [['shares', valueText(shares)] as const] : []),
  ...(isNameless(children) ? [['numbered', 'false'] as const] : []),
];

const nameOf = ({ join, reads }: BranchesLayer): 'cascade' | 'split' | BranchesLayer['join'] =>
  reads === 'cascade' ? reads : reads ? 'split' : join;

/** One number for both directions where it is the same. */
const plainValue = (value: unknown): string =>
  Array.isArray(value) && value.every((each) => each === value[0]) ? valueText(value[0]) : valueText(value);
