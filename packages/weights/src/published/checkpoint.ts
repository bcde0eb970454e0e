/** A checkpoint that timm publishes, and how its images were prepared. */
export interface Checkpoint {
  /** Architecture and tag: `resnet50.a1_in1k`. */
  readonly name: string;
  /** The function of `resnet-compile` that makes the network: `resnet50`. */
  readonly architecture: string;
  /** How it was trained: `a1_in1k`. */
  readonly tag: string;
  /** Its repository on the Hugging Face hub. */
  readonly hub: string;
  /** By its SPDX identifier; null where none is stated. */
  readonly licence: string | null;
  /** 1000: ImageNet-1k; 11821, 21843: ImageNet-12k and -21k. */
  readonly classes: number;
  /** Channels, height and width. */
  readonly input: readonly [channels: number, height: number, width: number];
  /** The shorter side of an image becomes ⌊side of the input / crop⌋ pixels, before the middle is cut out. */
  readonly crop: number;
  /** Pillow's filter for that; it always antialiases. */
  readonly interpolation: 'bilinear' | 'bicubic';
  /** Of red, green and blue, from 0 to 1: it is subtracted. */
  readonly mean: readonly [red: number, green: number, blue: number];
  /** Of red, green and blue: what is left is divided by it. */
  readonly std: readonly [red: number, green: number, blue: number];
  /** The input at which accuracy is reported; null: as `input`. */
  readonly testInput: readonly [channels: number, height: number, width: number] | null;
  /** As `crop`, there; null: the same. */
  readonly testCrop: number | null;
}

const scales = {
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  half: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
} as const satisfies Readonly<Record<string, Pick<Checkpoint, 'mean' | 'std'>>>;

const square = (side: string): Checkpoint['input'] => [3, Number(side), Number(side)];

/** One row of rows.ts. */
export function checkpointOf(row: string): Checkpoint {
  const [name = '', licence = '', classes, side = '', crop, testSide = '', testCrop, interpolation, scale] =
    row.split(' ');
  const [architecture = '', tag = ''] = name.split('.');
  return {
    name,
    architecture,
    tag,
    hub: `timm/${name}`,
    licence: licence === '-' ? null : licence,
    classes: Number(classes),
    input: square(side),
    crop: Number(crop),
    interpolation: interpolation as Checkpoint['interpolation'],
    ...scales[scale as keyof typeof scales],
    testInput: testSide === '-' ? null : square(testSide),
    testCrop: testCrop === '-' ? null : Number(testCrop),
  };
}
