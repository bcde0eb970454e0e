/**
 * Replaces a part of a layer's name, at the borders of its components: `{s}` is a number, `{conv}`, `{norm}` and
 * `{linear}` are numbers too, of a layer of that kind alone; `^` and `$` are the name's ends. The replacement may count:
 * `['encoder.stages.{s}', 'layer{s+1}']`.
 */
export type Rename = readonly [from: string, to: string];

/**
 * How some code names what torchvision has, too: `conv1`, `bn1`, `layer1.0.conv1`, `layer1.0.downsample`, and `norm`, a
 * pre-activation network's last norm. Rules are applied to a file's names and to a network's, which meet there.
 */
export interface NameRule {
  readonly dialect: string;
  /** In their order; each sees the result of the one before. */
  readonly renames: readonly Rename[];
  /** What the names can't tell, and makes results differ. */
  readonly note?: string;
}
