import small from '../../weights/small.safetensors?url';
import type { Preprocess } from '@resnet-compile/vision';
import { checkpoint, published, type Checkpoint } from '@resnet-compile/weights/published';
import { compiling, importText } from '../compiling/compiling.ts';
import { cifarNames, type Spec } from '../compiling/spec.ts';
import type { Device } from './device.ts';
import { openNetwork, type NetworkModule, type OpenNetwork } from './open-network.ts';

/** Which network the page uses. */
export type Choice =
  | { readonly kind: 'small' }
  | { readonly kind: 'hub'; readonly name: string }
  | { readonly kind: 'file'; readonly file: Blob & { readonly name?: string }; readonly architecture: string };

const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const imagenetInput = [3, 224, 224] as const;
const cifarLabels = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** How these weights were shown their pictures: as they are, with ImageNet's mean and deviation. */
const cifarPreprocess = { ...imagenet, crop: 1, interpolation: 'bilinear' } as const;
const cifar = { input: [3, 32, 32], classes: 10 } as const;

/** How one is opened. */
export interface Opened {
  readonly device: Device;
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
  /** Of the hub; a mirror's. */
  readonly endpoint?: string | undefined;
}

/** Opens what was chosen. @throws {Error} that says why it cannot be had. */
export const open = (choice: Choice, how: Opened): Promise<OpenNetwork> =>
  choice.kind === 'small' ? openSmall(how) : choice.kind === 'hub' ? openHub(choice, how) : openFile(choice, how);

async function openSmall(how: Opened): Promise<OpenNetwork> {
  return openNetwork({
    ...how,
    title: 'ResNet-20',
    spec: { architecture: 'cifar-resnet-20', ...cifar },
    preprocess: cifarPreprocess,
    labels: cifarLabels,
    module: (await import('../../compiled/small.js')) as NetworkModule,
    weights: new URL(small, import.meta.url).href,
  });
}

async function openHub({ name }: Choice & { kind: 'hub' }, { endpoint, ...how }: Opened): Promise<OpenNetwork> {
  const { hub } = await import('@resnet-compile/weights');
  const found = checkpoint(name.replace(/^hf:/, ''));
  const { hub: repository, architecture, classes, input } = found;
  if (classes !== 1000)
    throw new RangeError(`${name} has ${classes} classes; the page knows the names of ImageNet's 1,000`);
  const spec: Spec = { architecture, classes, input };
  return openNetwork({
    ...how,
    title: name,
    spec,
    module: await compiled(spec),
    preprocess: preprocessOf(found),
    labels: 'imagenet-1k',
    weights: hub(repository, endpoint === undefined ? {} : { endpoint }),
  });
}

async function openFile({ file, architecture }: Choice & { kind: 'file' }, how: Opened): Promise<OpenNetwork> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { classes, labels, preprocess } = await compiling().about(bytes);
  const alike = published.find((each) => each.architecture === architecture);
  const usual = cifarNames.includes(architecture)
    ? { input: cifar.input, preprocess: cifarPreprocess, labels: cifarLabels }
    : { input: alike?.input ?? imagenetInput, preprocess: alike ? preprocessOf(alike) : imagenet };
  const spec: Spec = { architecture, classes, input: usual.input };
  const module = await compiled(spec);
  return openNetwork({
    ...how,
    title: file.name ?? architecture,
    spec,
    preprocess: preprocess ?? usual.preprocess,
    labels: labels ?? namesOf(classes, usual.labels),
    module,
    weights: await compiling().stateOf(bytes, module.model.parameters),
  });
}

/** The names of classes that nobody has named: those of a data set of as many, or their indices. */
const namesOf = (classes: number, usual: readonly string[] = []): readonly string[] | 'imagenet-1k' =>
  classes === 1000
    ? 'imagenet-1k'
    : classes === usual.length
      ? usual
      : Array.from({ length: classes }, (_, index) => `class ${index}`);

const preprocessOf = ({ mean, std, crop, interpolation }: Checkpoint): Preprocess => ({
  mean,
  std,
  crop,
  interpolation,
});

/** The module of a network, compiled in the page. */
const compiled = async (spec: Spec): Promise<NetworkModule> => importText(await compiling().compile(spec, 'network'));
