import { flatten, identity } from '@resnet-compile/dsl';
import type { Form } from '../forms/form.ts';
import type { Problem } from '../problem.ts';
import type { Shape } from '../tensor.ts';
import type { InputValue, MapValue, Value } from '../values.ts';
import { asPixel } from './rows-as-pixels.ts';
import type { JoinStep, Step } from './step.ts';

export interface Steps {
  /** The images. */
  readonly input: Step;
  /** What each value is that was recognised, or leads to one that was not. */
  readonly of: ReadonlyMap<MapValue, Step>;
  readonly problems: readonly Problem[];
}

/** Forms of values → steps that read each other. Behind a value that has names stands a layer of each, which does nothing. */
export function toSteps(
  input: InputValue,
  image: Shape,
  forms: ReadonlyMap<MapValue, Form>,
  namesOf: (value: Value) => readonly string[],
): Steps {
  const images: Step = { kind: 'input', shape: image, value: input.name, node: input.name };
  const withNames = (value: MapValue, step: Step): Step => namesOf(value).reduce(asNamed, step);
  const of = new Map<MapValue, Step>([[input, withNames(input, images)]]);
  const problems: Problem[] = [];
  const joins = new Map<string, JoinStep>();
  const numbers = new Map<Step, number>();
  for (const [value, form] of forms) {
    try {
      const step = stepOf(value, form, of, (join) => withPrefix(join, joins, numbers));
      if (step) of.set(value, withNames(value, step));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const node = value.kind === 'computed' ? value.node : value.name;
      problems.push({ node, op: value.kind === 'computed' ? value.op : 'input', inputs: [], message: error.message });
    }
  }
  return { input: images, of, problems };
}

/** Undefined where it is made of what was not recognised. */
function stepOf(
  value: MapValue,
  form: Form,
  steps: ReadonlyMap<MapValue, Step>,
  known: (join: JoinStep) => JoinStep,
): Step | undefined {
  const at = (of: MapValue): Step => {
    const step = steps.get(of);
    if (!step) throw new Missing();
    return step;
  };
  const common = {
    shape: value.shape.slice(1),
    value: value.name,
    node: value.kind === 'computed' ? value.node : value.name,
  };
  try {
    switch (form.kind) {
      case 'layers':
        return withRank(
          common,
          form.layers.reduce<Step>(
            (x, { layer, parameters, node }, index) => {
              const [mistake] = layer.problems;
              if (mistake) throw new RangeError(mistake.message);
              // A product takes a map of one pixel as it is.
              if (layer.kind === 'dense' && x.kind === 'layer' && x.layer.kind === 'flatten' && isPixel(x.input.shape))
                return { kind: 'layer', ...common, layer, parameters, input: x.input };
              const shape = index === form.layers.length - 1 ? common.shape : x.shape;
              return {
                kind: 'layer',
                ...common,
                ...(node === undefined ? {} : { node }),
                shape: layer.kind === 'globalAveragePool' ? [x.shape[0] ?? 1, 1, 1] : shape,
                layer,
                parameters,
                input: x,
              };
            },
            form.layers[0]?.layer.kind === 'channelConv' ? asPixel(at(form.input)) : at(form.input),
          ),
        );
      case 'pixel':
        return asPixel(at(form.input));
      case 'part':
        return { kind: 'part', ...common, input: at(form.input), from: form.from, count: form.count };
      case 'join':
        return known({ kind: 'join', ...common, join: form.join, inputs: form.inputs.map(at) });
      case 'total':
        return { kind: 'total', ...common, inputs: form.inputs.map(at) };
      case 'gate':
        return {
          kind: 'gate',
          ...common,
          of: form.of,
          body: at(form.body),
          shortcut: at(form.shortcut),
          gate: at(form.gate),
        };
      case 'select':
        return {
          kind: 'select',
          ...common,
          branches: form.branches.map(at),
          count: form.count,
          total: at(form.total),
          weights: at(form.weights),
          groups: form.groups,
        };
    }
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
}

/** A convolution along channels works on pixels, whatever it was spelled with. */
const withRank = ({ shape }: { readonly shape: Shape }, step: Step): Step =>
  step.kind === 'layer' &&
  step.input.shape.length === 3 &&
  step.layer.kind !== 'flatten' &&
  shape.length === 1 &&
  step.layer.kind !== 'dense'
    ? asRow({ ...step, shape: step.input.shape })
    : step;

/** A layer that does nothing, called as PyTorch's exporter calls nodes. */
const asNamed = (step: Step, name: string): Step => ({
  kind: 'layer',
  shape: step.shape,
  value: name,
  node: `/${name.replaceAll('.', '/')}/Identity`,
  layer: identity(),
  parameters: [],
  input: step,
});

class Missing extends Error {}

const isPixel = (shape: Shape): boolean => shape.length === 3 && shape[1] === 1 && shape[2] === 1;

/**
 * What puts a, b and c side by side begins with what puts a and b, where that is there: a DenseNet's layers read all before
 * them, which is a chain of such pairs.
 */
function withPrefix(step: JoinStep, known: Map<string, JoinStep>, numbers: Map<Step, number>): JoinStep {
  if (step.join !== 'concatenate') return step;
  const keyOf = (steps: readonly Step[]): string =>
    steps
      .map((each) => {
        const number = numbers.get(each) ?? numbers.size;
        numbers.set(each, number);
        return number;
      })
      .join();
  const { inputs } = step;
  const key = keyOf(inputs);
  for (let count = inputs.length - 1; count > 1; count--) {
    const prefix = known.get(keyOf(inputs.slice(0, count)));
    if (!prefix) continue;
    const shorter: JoinStep = { ...step, inputs: [prefix, ...inputs.slice(count)] };
    known.set(key, shorter);
    return shorter;
  }
  known.set(key, step);
  return step;
}

/** A map of one pixel as a row. */
export const asRow = (step: Step): Step => ({
  ...step,
  kind: 'layer',
  layer: flatten(),
  parameters: [],
  input: step,
  shape: step.shape.slice(0, 1),
});
