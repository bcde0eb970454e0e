import type { Optimizer } from '@resnet-compile/dsl';
import { numberLiteral, textLiteral } from '../python/literals.ts';

/** A tensor of the state, and what is said of it alone in training. */
export interface TrainedTensor {
  readonly name: string;
  /** A running statistic, which has neither a rate nor a decay, is a buffer; a parameter where nothing is said. */
  readonly kind?: 'parameter' | 'buffer';
  readonly frozen?: true;
  readonly rate?: number;
  readonly decay?: number;
}

/** What stays as it is, and what has a learning rate or a decay of its own. */
export interface Groups {
  /** Tables, and functions that read them. */
  readonly texts: readonly string[];
  readonly freezes: boolean;
  /** Whether some have a learning rate of their own. */
  readonly hasRates: boolean;
  /** Lines of a function that give what an optimiser is to update of `model`, and what they call it. */
  readonly lines: readonly string[];
  readonly parameters: string;
  /** Of all; undefined where groups have their own. */
  readonly weightDecay: number | undefined;
}

/** The tables and functions that a network's training needs for what is said of its tensors: by name, or by `decay: 'weights'`. */
export function groupsOf(tensors: readonly TrainedTensor[], { weightDecay, decay }: Optimizer): Groups {
  const parameters = tensors.filter(({ kind }) => kind !== 'buffer');
  const frozen = layersOf(tensors, ({ frozen: stays }) => stays);
  const rates = layersOf(parameters, ({ rate }) => rate);
  const decays = layersOf(parameters, ({ decay: own }) => own);
  const decaysByShape = decay === 'weights' && weightDecay !== 0;
  const [freezes, hasRates, hasTables] = [frozen.length > 0, rates.length > 0, rates.length + decays.length > 0];
  const tables = [
    ...(freezes ? [`FROZEN = ${record(frozen.map(([layer]) => [layer, true]))}`] : []),
    ...(hasRates ? [`RATES = ${record(rates)}`] : []),
    ...(decays.length ? [`DECAYS = ${record(decays)}`] : []),
  ];
  const texts = [...(tables.length ? [tables.join('\n'), saidOf] : []), ...(freezes ? [freeze] : [])];
  if (!hasTables && !decaysByShape)
    return freezes
      ? { texts, freezes, hasRates, lines: [trained], parameters: 'trained', weightDecay }
      : { texts, freezes, hasRates, lines: [], parameters: 'model.parameters()', weightDecay };
  const usual = `${numberLiteral(weightDecay)}${decaysByShape ? ' if parameter.ndim >= 2 else 0.0' : ''}`;
  const [key, group] = hasRates
    ? ['(rate, decay)', '{"params": some, "lr": lr * rate, "rate": rate, "weight_decay": decay}']
    : ['decay', '{"params": some, "weight_decay": decay}'];
  const lines = [
    'groups = {}',
    hasTables ? 'for name, parameter in model.named_parameters():' : 'for parameter in model.parameters():',
    ...(freezes ? ['    if not parameter.requires_grad:', '        continue'] : []),
    ...(hasRates ? ['    rate = said_of(name, RATES, 1.0)'] : []),
    `    decay = ${decays.length ? `said_of(name, DECAYS, ${usual})` : usual}`,
    `    groups.setdefault(${key}, []).append(parameter)`,
    'groups = [',
    `    ${group}`,
    `    for ${key}, some in groups.items()`,
    ']',
  ];
  return { texts, freezes, hasRates, lines, parameters: 'groups', weightDecay: undefined };
}

const trained = 'trained = [each for each in model.parameters() if each.requires_grad]';

const saidOf = `def said_of(name, table, otherwise=None):
    """What a table says of a tensor, or of a layer that it is in."""
    parts = name.split(".")
    layers = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return next((table[layer] for layer in layers if layer in table), otherwise)`;

const freeze = `def freeze(model):
    """What is frozen has no gradient; its batch norms evaluate by their running statistics."""
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(not said_of(name, FROZEN))
    for name, module in model.named_modules():
        if hasattr(module, "running_mean") and said_of(f"{name}.running_mean", FROZEN):
            module.eval()`;

/** The outermost layers of whose tensors all are said the same, and what; tensors by themselves where no layer is. */
function layersOf<Said>(
  tensors: readonly TrainedTensor[],
  of: (tensor: TrainedTensor) => Said | undefined,
): readonly (readonly [layer: string, Said])[] {
  const said = new Map<string, Set<Said | undefined>>();
  for (const tensor of tensors)
    for (const path of pathsOf(tensor.name)) said.set(path, (said.get(path) ?? new Set()).add(of(tensor)));
  const layers = new Map<string, Said>();
  for (const tensor of tensors) {
    const value = of(tensor);
    const layer = pathsOf(tensor.name).find((path) => said.get(path)?.size === 1);
    if (value !== undefined && layer !== undefined) layers.set(layer, value);
  }
  return [...layers];
}

/** Layers around a tensor, from the outermost, and itself. */
const pathsOf = (name: string): readonly string[] => {
  const parts = name.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
};

/** A dict of Python. */
function record(entries: readonly (readonly [string, true | number])[]): string {
  const items = entries.map(
    ([name, value]) => `${textLiteral(name)}: ${value === true ? 'True' : numberLiteral(value)}`,
  );
  const line = `{${items.join(', ')}}`;
  return line.length <= 80 ? line : `{\n${items.map((item) => `    ${item},\n`).join('')}}`;
}
