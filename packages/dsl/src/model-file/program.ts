import { isArray, numberedName, type Item, type Template, type Term, type Value } from '../factor/index.ts';
import { firstArgument, madeBy, type Call } from './call-of.ts';
import type { Doc } from './layout.ts';
import { arrayDoc, quoted, recordDoc, valueDoc, type Entry } from './literals.ts';
import { isAlike, plainOptions } from './plain-call.ts';

/** Told of each of the DSL's functions that is written, whose name it gives back. */
export type Use = (name: string) => string;

export const callDoc = (name: string, given: readonly Doc[]): Doc => ({ doc: 'call', name, given });

/** What writes the terms of one program. */
export interface Writer {
  /** A layer. */
  readonly layer: (term: Term) => Doc;
  /** Where several are taken: those of a sequence, without the call. */
  readonly layers: (term: Term, breaks?: boolean) => Doc;
  /** The function that a template is. */
  readonly template: (template: Template) => Doc;
}

type Examples = ReadonlyMap<string, unknown>;

export function writer(templates: readonly Template[], use: Use): Writer {
  const layerDoc = (term: Term, examples: Examples): Doc => {
    const { kind, fields, items } = term;
    if (term.term === 'parameter') return kind;
    if (term.term === 'call') return templateCall(term, examples);
    const told = Object.entries(fields).map(([name, value]) => [name, valueText(value, examples)] as const);
    const part = (name: string): Item | undefined => items.find((item) => item.name === name);
    switch (kind) {
      case 'shared':
        return fields['name']?.of === 'data' ? String(fields['name'].data) : kind;
      case 'residual':
        return callDoc(use(kind), [
          recordDoc(
            items.map((item) => residualPart(item, examples)),
            holdsMany(term),
          ),
        ]);
      case 'gate': {
        const layers = part('layers');
        return recordDoc([...(layers ? [['layers', layersDoc(layers.part, examples)] as const] : []), ...told]);
      }
      case 'select':
        return callDoc(use(kind), [
          recordDoc([...items.map(({ name, part: inner }) => [name, layersDoc(inner, examples)] as const), ...told]),
        ]);
      case 'sequential':
      case 'concatenate':
      case 'sum':
      case 'product':
      case 'split':
      case 'cascade':
        return callDoc(use(kind), [childrenDoc(term, examples), ...(told.length ? [recordDoc(told)] : [])]);
      default:
        return leafDoc(term, examples);
    }
  };

  /** Without options that say what is so anyway. */
  const leafDoc = ({ kind, fields }: Term, examples: Examples): Doc => {
    const name = kind as Call['name'];
    const options = Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [field, exampleOf(value, examples)] as const),
    );
    const make = (some: Call['options']): unknown => madeBy({ name, options: some });
    const plain = plainOptions(options, make);
    const isVarying = (field: string): boolean => fields[field]?.of === 'parameter';
    const docs = Object.keys(fields).flatMap((field): readonly (readonly [string, Doc])[] => {
      const value = fields[field];
      if (value && isVarying(field)) return [[field, valueText(value, examples)]];
      return field in plain ? [[field, valueDoc(plain[field])]] : [];
    });
    const first = firstArgument[name];
    const rest = docs.filter(([field]) => field !== first);
    const isTold = rest.length > 0 || !isAlike(madeBy({ name, options }, true), make(options));
    return callDoc(use(kind), [
      ...docs.filter(([field]) => field === first).map(([, doc]) => doc),
      ...(isTold ? [recordDoc(rest)] : []),
    ]);
  };

  const templateCall = ({ kind, fields }: Term, examples: Examples): Doc => {
    const parameters = templates.find(({ name }) => name === kind)?.parameters ?? [];
    const isUsual = parameters.map(
      ({ name, otherwise }) => otherwise !== undefined && JSON.stringify(fields[name]) === JSON.stringify(otherwise),
    );
    const told = parameters.slice(0, isUsual.lastIndexOf(false) + 1);
    return callDoc(
      kind,
      told.map(({ name }) => valueText(fields[name] ?? { of: 'data', data: null }, examples)),
    );
  };

  const valueText = (value: Value, examples: Examples): Doc => {
    if (value.of === 'data') return valueDoc(value.data);
    if (value.of === 'part') return value.part ? layerDoc(value.part, examples) : 'undefined';
    return parameterText(value);
  };

  const residualPart = ({ name, part, when }: Item, examples: Examples): Entry => {
    const layers = layersDoc(part, examples);
    return [name, when ? { doc: 'choice', test: testText(when), yes: layers, no: 'undefined' } : layers];
  };

  const layersDoc = (term: Term, examples: Examples, breaks = false): Doc =>
    term.term === 'make' && term.kind === 'sequential' ? childrenDoc(term, examples, breaks) : layerDoc(term, examples);

  /** Numbered children in an array, others in a record. */
  const childrenDoc = (term: Term, examples: Examples, breaks = false): Doc => {
    const { items } = term;
    if (isArray(term)) {
      const [only] = items;
      if (items.length === 1 && only?.count) return repeatDoc(only, examples);
      return arrayDoc(items.map((item) => elementDoc(item, examples)));
    }
    const [only] = items;
    if (items.length === 1 && only?.count) return callDoc('Object.fromEntries', [namedRepeatDoc(only, examples)]);
    return recordDoc(
      items.map((item) => entryDoc(item, examples)),
      breaks || holdsMany(term),
    );
  };

  const elementDoc = (item: Item, examples: Examples): Doc => {
    if (item.count) return spreadDoc(repeatDoc(item, examples));
    const doc = layerDoc(item.part, examples);
    return item.when ? spreadDoc(optionalDoc(item.when, arrayDoc([doc]), '[]')) : doc;
  };

  const entryDoc = (item: Item, examples: Examples): Entry => {
    if (item.count) return spreadDoc(callDoc('Object.fromEntries', [namedRepeatDoc(item, examples)]));
    const entry = [item.name, layerDoc(item.part, examples)] as const;
    return item.when ? spreadDoc(optionalDoc(item.when, recordDoc([entry]), '{}')) : entry;
  };

  const repeatDoc = ({ count, part }: Item, examples: Examples): Doc =>
    callDoc('Array.from', [
      recordDoc([['length', count ? valueText(count, examples) : '1']]),
      { doc: 'arrow', parameters: [], body: layerDoc(part, examples) },
    ]);

  const namedRepeatDoc = ({ name, count, part }: Item, examples: Examples): Doc => {
    const { stem, index } = numberedName(name) ?? { stem: name, index: 0 };
    const nth = index === 0 ? 'index' : `index + ${index}`;
    const key = /^[\w .-]*$/.test(stem) ? `\`${stem}\${${nth}}\`` : `${quoted(stem)} + ${index ? `(${nth})` : nth}`;
    return callDoc('Array.from', [
      recordDoc([['length', count ? valueText(count, examples) : '1']]),
      { doc: 'arrow', parameters: ['_', 'index'], body: arrayDoc([key, layerDoc(part, examples)]) },
    ]);
  };

  const template = ({ name, parameters, body }: Template): Doc => {
    const examples = new Map(parameters.map((parameter) => [parameter.name, exampleOf(parameter.example, new Map())]));
    const told = parameters.map(({ name: own, example, otherwise }) => {
      if (example.of === 'part') return `${own}${otherwise ? '?' : ''}: ${use('Layer')}`;
      return otherwise ? `${own} = ${flatText(otherwise)}` : `${own}: ${typeText(example)}`;
    });
    return {
      doc: 'joined',
      parts: [
        `const ${name} = `,
        { doc: 'arrow', parameters: told, returns: use('Layer'), body: layerDoc(body, examples) },
        ';',
      ],
    };
  };

  const none: Examples = new Map();
  return {
    layer: (term) => layerDoc(term, none),
    layers: (term, breaks) => layersDoc(term, none, breaks),
    template,
  };
}

const spreadDoc = (doc: Doc): Doc => ({ doc: 'joined', parts: ['...', doc] });

const optionalDoc = (when: NonNullable<Item['when']>, yes: Doc, no: Doc): Doc => ({
  doc: 'joined',
  parts: ['(', { doc: 'choice', test: testText(when), yes, no }, ')'],
});

const testText = ({ parameter, above }: NonNullable<Item['when']>): string =>
  above === undefined ? parameter : `${parameter} > ${above}`;

function parameterText({ name, times, over, plus }: Extract<Value, { readonly of: 'parameter' }>): string {
  const scaled = `${name}${times === 1 ? '' : ` * ${times}`}${over === 1 ? '' : ` / ${over}`}`;
  return plus === 0 ? scaled : `${scaled} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}`;
}

const flatText = (value: Value): string => {
  const doc = value.of === 'data' ? valueDoc(value.data) : 'undefined';
  return typeof doc === 'string' ? doc : JSON.stringify(value.of === 'data' ? value.data : null);
};

/** A value that stands for one that a parameter says. */
function exampleOf(value: Value, examples: Examples): unknown {
  if (value.of === 'data') return value.data;
  if (value.of === 'part') return undefined;
  const example = examples.get(value.name);
  if (typeof example !== 'number' || value.times === value.over) return example;
  // A part that the first call does not have may not fit to what that call says.
  return Math.max(1, Math.round((example * value.times) / value.over));
}

function typeText(example: Value): string {
  const data = example.of === 'data' ? example.data : null;
  if (Array.isArray(data)) return `readonly [${data.map((each) => typeof each).join(', ')}]`;
  return typeof data;
}

/** A record of several layers is easier to read line by line. */
const holdsMany = ({ items }: Term): boolean =>
  items.length > 1 && items.reduce((sum, item) => sum + wordsIn(item), 0) > 4;
const wordsIn = ({ part }: Item): number => 1 + part.items.reduce((sum, item) => sum + wordsIn(item), 0);
