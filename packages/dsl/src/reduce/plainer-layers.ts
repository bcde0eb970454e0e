import type { Layer } from '../layer.ts';

const zeros = (value: unknown): unknown => (Array.isArray(value) ? value.map(() => 0) : value);
const ones = (value: unknown): unknown => (Array.isArray(value) ? value.map(() => 1) : value);

/** What an option of a layer is where it asks for nothing, by the option's name; of several, one after the other. */
const plainest: Readonly<Record<string, (value: unknown) => unknown>> = {
  kernel: (kernel) => (typeof kernel === 'number' ? 1 : ones(kernel)),
  stride: ones,
  dilation: ones,
  padding: zeros,
  sides: zeros,
  groups: (groups) => (typeof groups === 'number' ? 1 : groups),
  bias: () => false,
  initialBias: () => undefined,
  weightStandardization: () => undefined,
  ceilMode: () => false,
  countIncludePad: () => true,
  before: () => 0,
  after: () => 0,
  perChannel: () => false,
  trained: () => false,
  shares: () => undefined,
};
/** What only goes together: a smaller window keeps the size without its padding. */
const together: readonly (readonly string[])[] = [
  ['kernel', 'padding', 'dilation'],
  ['kernel', 'stride', 'padding', 'dilation'],
];

/** Layers of the same kind that are told less. */
export function* plainerLayers(layer: Layer): Generator<Layer> {
  const told = layer as Layer & Readonly<Record<string, unknown>>;
  const plainer = Object.entries(plainest).flatMap(([name, of]) => {
    const value = of(told[name]);
    return name in told && JSON.stringify(value) !== JSON.stringify(told[name]) ? [[name, value] as const] : [];
  });
  for (const names of together) {
    const some = plainer.filter(([name]) => names.includes(name));
    if (some.length > 1) yield { ...layer, ...Object.fromEntries(some) } as Layer;
  }
  for (const [name, value] of plainer) yield { ...layer, [name]: value } as Layer;
  if (layer.kind === 'activation' && layer.activation !== 'relu') yield { ...layer, activation: 'relu', numbers: [] };
}
