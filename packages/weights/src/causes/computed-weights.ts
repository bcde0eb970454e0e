import { shownName } from '@resnet-compile/options';
import type { Cause } from './differences.ts';
import { onlyHead } from './only-head.ts';

type Computed = {
  /** The name of a tensor that says so: its module, if it has one, and the parameter. */
  readonly name: RegExp;
  /** What the name of another ends with that is there too. */
  readonly beside?: string;
  /** With `$1` for the parameter. */
  readonly what: string;
  readonly remedy: string;
};

/** Weights that a module of torch.nn.utils computes of other tensors whenever it runs. */
const computed: readonly Computed[] = [
  {
    name: /^(?:(.*)\.)?(\w+)_orig$/,
    beside: '_mask',
    what: 'is pruned: it is $1_orig times $1_mask',
    remedy: "torch.nn.utils.prune.remove(module, '$1')",
  },
  {
    name: /^(?:(.*)\.)?(\w+)_orig$/,
    what: 'is divided by its largest singular value (spectral_norm)',
    remedy: "torch.nn.utils.remove_spectral_norm(module, '$1')",
  },
  {
    name: /^(?:(.*)\.)?(\w+)_g$/,
    beside: '_v',
    what: 'is a length, $1_g, times a direction, $1_v (weight_norm)',
    remedy: "torch.nn.utils.remove_weight_norm(module, '$1')",
  },
  {
    name: /^(?:(.*)\.)?parametrizations\.(\w+)\.original\d*$/,
    what: 'is parametrised (torch.nn.utils.parametrizations: spectral_norm, weight_norm, …)',
    remedy: "torch.nn.utils.parametrize.remove_parametrizations(module, '$1')",
  },
];

/** Pruned, normed or parametrised weights, in the place of some that are missing. */
export const computedWeights: Cause = (differences) => {
  const { missing, unexpected } = differences;
  const head = onlyHead(differences);
  const names = new Set(unexpected.map(({ name }) => name));
  for (const tensor of names) {
    if (head === undefined ? missing.length === 0 : !tensor.includes(head)) continue;
    for (const { name, beside, what, remedy } of computed) {
      const [, module = '', parameter] = name.exec(tensor) ?? [];
      const prefix = module && `${module}.`;
      if (parameter === undefined || (beside && !names.has(prefix + parameter + beside))) continue;
      const fill = (text: string): string => text.replaceAll('$1', () => parameter);
      return `${shownName(prefix + parameter)} ${fill(what)}; make plain weights of it, and of all like it, before the network is saved: ${fill(remedy)}`;
    }
  }
  return undefined;
};
