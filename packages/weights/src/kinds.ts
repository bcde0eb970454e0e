import { fileBytes, isList, kind, tagOf } from '@resnet-compile/options';

// Marked as pure, so that a compiled module carries what its runtime uses alone.
export const tensorList = /* @__PURE__ */ kind(
  'an iterable of { name, shape, data }, such as the values of what readWeights gives',
  (value) => Array.isArray(value) && value.every(isTensor),
);
export const texts = /* @__PURE__ */ kind(
  'an object of texts',
  (value) => tagOf(value) === 'Object' && Object.values(value as object).every((text) => typeof text === 'string'),
);
export const tensorMap = /* @__PURE__ */ kind(
  'a Map of tensors, such as readWeights gives',
  (value) => tagOf(value) === 'Map' && Array.from((value as ReadonlyMap<unknown, unknown>).values()).every(isTensor),
);
export const expectedTensors = /* @__PURE__ */ kind(
  'a list of { name, shape }, such as model.parameters',
  (value) => Array.isArray(value) && value.every(isNamed),
);
export const filesByName = /* @__PURE__ */ kind(
  'a Map of files by their names, each a Uint8Array',
  (value) =>
    tagOf(value) === 'Map' &&
    Array.from(value as ReadonlyMap<unknown, unknown>).every(
      ([name, bytes]) => typeof name === 'string' && fileBytes.holds(bytes),
    ),
);
export const nameMap = /* @__PURE__ */ kind(
  "a Map of texts: the file's name → the network's",
  (value) =>
    tagOf(value) === 'Map' &&
    [...(value as ReadonlyMap<unknown, unknown>)].every((pair) => pair.every((text) => typeof text === 'string')),
);
export const fileName = /* @__PURE__ */ kind('the name of a file, a text', (value) => typeof value === 'string');
export const path = /* @__PURE__ */ kind(
  'the path of a dictionary in the file, a text',
  (value) => typeof value === 'string',
);

export const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;
const isNamed = (value: unknown): boolean =>
  typeof (value as { name?: unknown } | null | undefined)?.name === 'string' &&
  isList((value as { shape?: unknown }).shape);
const isTensor = (value: unknown): boolean => isNamed(value) && isList((value as { data?: unknown }).data);
