import { shown } from '@resnet-compile/options';
import { WeightsError } from '../safetensors.ts';
import type { Obtained } from './obtained.ts';

/** The files that an index lists, as transformers writes it: `{ weight_map: { name: file } }`. @throws {WeightsError} where it does not. */
export function shardsOf({ path, bytes }: Obtained): readonly string[] {
  let map: unknown;
  try {
    map = (JSON.parse(new TextDecoder().decode(bytes)) as { readonly weight_map?: unknown } | null)?.weight_map;
  } catch {
    // Said below.
  }
  const files = typeof map === 'object' && map !== null ? [...new Set<unknown>(Object.values(map))] : [];
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const isFile = (file: unknown): file is string => typeof file === 'string' && /^[\w-][\w.-]*$/.test(file);
  if (files.length === 0 || !files.every(isFile))
    throw new WeightsError(
      `${path} should have a weight_map of names and files, but has ${shown(map)}; choose another file with { file }`,
    );
  return files.map((file) => folder + file);
}
