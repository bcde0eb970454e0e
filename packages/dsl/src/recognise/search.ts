import type { ResNetOptions } from '../resnet/options.ts';
import { resnet } from '../resnet/resnet.ts';
import { lastResorts, rows } from './rows.ts';
import { stageChoices } from './stage-choices.ts';
import type { Choice, FunctionText } from './choice.ts';
import type { Evidence } from './evidence.ts';
import { formOf, formOfNodes, isEqual, likeness, type Form } from './form.ts';
import { thinned, thinStages } from './thin.ts';

/** Options of `resnet`, and how functions among them are written. */
export interface Found {
  readonly options: ResNetOptions;
  readonly texts: ReadonlyMap<unknown, FunctionText>;
}

interface Tried extends Found {
  /** Of what they make to the network. */
  readonly likeness: number;
  readonly isEqual: boolean;
}

const mostPasses = 6;

/**
 * Options by which `resnet` makes the same network. One after the other is set to what makes the
 * network that they make most like it, until they are equal or nothing gets better; then those that change nothing are left out.
 */
export function searchOptions(evidence: Evidence, form: Form): Found | undefined {
  const attempt = attempts(evidence, form);
  const { input } = evidence.network;
  const all = { stages: [], input, classes: classesOf(evidence) };
  // What the rest looks like depends on where stages begin.
  for (const begin of stageChoices(evidence)) {
    const found = climb(evidence, chosen({ options: all, texts: new Map() }, ['stages', 'block'], begin), attempt);
    if (found) return shortest(found, attempt);
  }
  return undefined;
}

/** One option after the other set to what makes the network more alike. */
function climb(evidence: Evidence, begin: Found, attempt: (found: Found) => Tried): Tried | undefined {
  let best = attempt(
    rows.reduce<Found>((found, { names, choices }) => chosen(found, names, choices(evidence, found.options)[0]), begin),
  );
  let isStuck = false;
  for (let pass = 0; pass < mostPasses && !best.isEqual; pass++) {
    const before = best;
    for (const { names, choices } of isStuck ? lastResorts : rows) {
      for (const choice of choices(evidence, best.options)) {
        if (best.isEqual) break;
        const tried = attempt(chosen(best, names, choice));
        if (tried.isEqual || tried.likeness > best.likeness) best = tried;
      }
    }
    if (best === before && isStuck) break;
    isStuck = best === before;
  }
  return best.isEqual ? best : undefined;
}

/** Tries options: with two blocks a stage, and with all of them where these are right. */
function attempts({ network: { input }, leaves }: Evidence, form: Form): (found: Found) => Tried {
  const isWhole = leaves.some(({ layer }) => layer.kind === 'dropout' && layer.per === 'image');
  const thinForms = new Map<string, Form | undefined>();
  const thinForm = (stages: readonly number[]): Form | undefined => {
    const key = stages.join();
    if (!thinForms.has(key)) {
      const nodes = isWhole ? undefined : thinned(form.nodes, stages);
      thinForms.set(key, nodes && formOfNodes(nodes));
    }
    return thinForms.get(key);
  };
  const tried = (found: Found, options: ResNetOptions, expected: Form): Tried => {
    const made = resnet(options);
    const own = formOf(made);
    const isWrong = made.problems.length > 0;
    const isSame = made.input.every((size, index) => size === input[index]) && isEqual(own, expected);
    return {
      ...found,
      likeness: isWrong ? Number.NEGATIVE_INFINITY : likeness(own, expected),
      isEqual: !isWrong && isSame,
    };
  };
  return (found) => {
    const { options } = found;
    const expected = thinForm(options.stages);
    const thin = expected && tried(found, { ...options, stages: thinStages(options.stages) }, expected);
    return thin && !thin.isEqual ? thin : tried(found, options, form);
  };
}

/** Without options that change nothing. */
function shortest(found: Tried, attempt: (found: Found) => Tried): Found {
  return (Object.keys(found.options) as (keyof ResNetOptions)[]).reduce<Found>((left, name) => {
    if (name === 'stages') return left;
    const fewer = attempt({ ...left, options: withoutNames(left.options, [name]) });
    return fewer.isEqual ? fewer : left;
  }, found);
}

const chosen = (found: Found, names: readonly (keyof ResNetOptions)[], choice: Choice | undefined): Found => ({
  options: { ...withoutNames(found.options, names), ...choice?.options } as ResNetOptions,
  texts: new Map([...found.texts, ...(choice?.texts ?? [])]),
});

const withoutNames = (options: ResNetOptions, names: readonly (keyof ResNetOptions)[]): ResNetOptions =>
  Object.fromEntries(
    Object.entries(options).filter(([name]) => !names.includes(name as keyof ResNetOptions)),
  ) as unknown as ResNetOptions;

export function classesOf({ leaves }: Evidence): number {
  const last = leaves.at(-1)?.layer;
  return last?.kind === 'dense' ? last.features : last?.kind === 'conv' ? last.channels : 1;
}
