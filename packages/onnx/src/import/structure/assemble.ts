import type { Layer } from '@resnet-compile/dsl';
import type { Form, Parameter } from '../forms/form.ts';
import type { Problem } from '../problem.ts';
import type { Shape } from '../tensor.ts';
import type { InputValue, MapValue, Value } from '../values.ts';
import { Naming } from './name-tree.ts';
import { nest } from './nest.ts';
import { containersOf } from './paths.ts';
import { withActivations } from './residuals.ts';
import { sharedLayers } from './sharing.ts';
import type { Step } from './step.ts';
import { asRow, toSteps } from './to-steps.ts';

/** What the images are, and what is wanted of them. */
export interface Wanted {
  readonly input: InputValue;
  /** [channels, height, width]. */
  readonly image: Shape;
  readonly logits: Value;
  /** Further outputs, by their names in the file. */
  readonly others: readonly (readonly [name: string, value: Value])[];
}

export interface Assembled {
  /** Undefined where there are problems, or the logits are not of the images. */
  readonly body?: Layer;
  readonly state: ReadonlyMap<string, Parameter>;
  /** The paths of the layers that give the further outputs, in their order; undefined of what is not of the images. */
  readonly taps: readonly (string | undefined)[];
  readonly problems: readonly Problem[];
}

/** Forms of values → layers within layers, with names and a state. */
export function assemble(wanted: Wanted, forms: ReadonlyMap<MapValue, Form>): Assembled {
  const first = assembleWith(wanted, forms, []);
  // What no layer gives, or one that gives another output already, one gives that does nothing.
  const missing = wanted.others.filter((_, index) => first.taps[index] === undefined);
  const named = missing.map(([name, value]) => [originOf(value, forms), name] as const);
  return missing.length ? assembleWith(wanted, forms, named) : first;
}

/** The value that this one is, under another name. */
function originOf(value: Value, forms: ReadonlyMap<Value, Form>): Value {
  const form = forms.get(value);
  return form?.kind === 'layers' && !form.layers.length ? originOf(form.input, forms) : value;
}

function assembleWith(
  { input, image, logits, others }: Wanted,
  forms: ReadonlyMap<MapValue, Form>,
  named: readonly (readonly [value: Value, name: string])[],
): Assembled {
  const steps = toSteps(input, image, forms, (value) => named.flatMap(([of, name]) => (of === value ? [name] : [])));
  const stepOf = (value: Value): Step | undefined => steps.of.get(value as MapValue);
  const last = stepOf(logits);
  const failed = (problems: readonly Problem[]): Assembled => ({ state: new Map(), taps: [], problems });
  if (steps.problems.length || !last) return failed(steps.problems);
  const { tree, problems } = nest(
    steps.input,
    last.shape.length > 1 ? asRow(last) : last,
    containersOf(steps.of.values()),
  );
  if (problems.length) return failed(problems);
  const whole = withActivations(tree);
  const naming = new Naming(sharedLayers(whole));
  const body = naming.layer(whole, '', []);
  return { body, state: naming.state, taps: tapsOf(others, stepOf, pathsByStep(naming.byPath)), problems };
}

function pathsByStep(byPath: ReadonlyMap<string, Step | undefined>): ReadonlyMap<Step, readonly string[]> {
  const paths = new Map<Step, string[]>();
  for (const [path, step] of byPath) {
    if (!step) continue;
    const known = paths.get(step);
    if (known) known.push(path);
    else paths.set(step, [path]);
  }
  return paths;
}

/** A path for each output, its own name where a layer is called so; no two have one. */
function tapsOf(
  others: Wanted['others'],
  stepOf: (value: Value) => Step | undefined,
  paths: ReadonlyMap<Step, readonly string[]>,
): Assembled['taps'] {
  const known = others.map(([, value]) => pathsOf(stepOf(value), paths));
  const used = new Set(others.flatMap(([name], index) => (known[index]?.includes(name) ? [name] : [])));
  return others.map(([name], index) => {
    const own = known[index] ?? [];
    if (own.includes(name)) return name;
    const path = own.toSorted((a, b) => a.length - b.length).find((each) => !used.has(each));
    if (path !== undefined) used.add(path);
    return path;
  });
}

/** The paths of what gives a value: a layer, and those behind it that do nothing. */
const pathsOf = (step: Step | undefined, paths: ReadonlyMap<Step, readonly string[]>): readonly string[] =>
  step
    ? [
        ...(paths.get(step) ?? []),
        ...(step.kind === 'layer' && step.layer.kind === 'identity' ? pathsOf(step.input, paths) : []),
      ]
    : [];
