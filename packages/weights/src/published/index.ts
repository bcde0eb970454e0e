import { nearest, shown } from '@resnet-compile/options';
import { checkpointOf, type Checkpoint } from './checkpoint.ts';
import { rows } from './rows.ts';

export type { Checkpoint } from './checkpoint.ts';

/** The 193 checkpoints of these networks that timm publishes (pytorch-image-models 1.0.29, August 2026), by name. */
export const published: readonly Checkpoint[] = /* @__PURE__ */ rows.trim().split('\n').map(checkpointOf);

/**
 * A published checkpoint by its name, `resnet50.a1_in1k`, or its repository, `timm/resnet50.a1_in1k`.
 *
 * @throws {RangeError} where there is none of that name; it says what there is.
 */
export function checkpoint(name: string): Checkpoint {
  const found = published.find((each) => each.name === name || each.hub === name);
  if (found) return found;
  const similar = similarCheckpoints(String(name));
  throw new RangeError(
    `checkpoint: there is none of the name ${shown(name)}${similar.length ? `; there are ${similar.join(', ')}` : '; the names are those of timm, such as resnet50.a1_in1k'}`,
  );
}

/** Names of checkpoints that may have been meant: of the same architecture, or the nearest one's; none where nothing is near. */
export function similarCheckpoints(name: string): readonly string[] {
  const [architecture = ''] = name.replace(/^timm\//, '').split('.');
  const of = (wanted: string | undefined): readonly string[] =>
    published.filter((each) => each.architecture === wanted).map((each) => each.name);
  const same = of(architecture);
  return same.length ? same : of(nearest(architecture, [...new Set(published.map((each) => each.architecture))]));
}
