import { externalFields } from '../file/external-data.ts';
import type { Written } from '../file/messages.ts';

/** Where in their file tensors begin, so that they can be mapped into memory. */
const alignment = 4096;
/** Smaller ones stay in the model: shapes are inferred by some of them. */
const smallest = 1024;

/** The parts of a file, in order. */
export type FileParts = readonly Uint8Array[];

/** A graph whose tensors are in a file of their own, `location`, and that file. */
export function withExternalWeights(
  graph: Written<'GraphProto'>,
  location: string,
): { readonly graph: Written<'GraphProto'>; readonly parts: FileParts } {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const initializer = graph.initializer?.map((tensor): Written<'TensorProto'> => {
    const { rawData, ...rest } = tensor;
    if (!rawData || rawData.length < smallest) return tensor;
    const place = { location, offset, length: rawData.length };
    const gap = (alignment - (rawData.length % alignment)) % alignment;
    parts.push(rawData, new Uint8Array(gap));
    offset += rawData.length + gap;
    return { ...rest, ...externalFields(place) };
  });
  return { graph: { ...graph, initializer }, parts };
}
