import small from '../../weights/small.safetensors?url';
import { checkpoint, published } from '@resnet-compile/weights/published';
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
    crop: 1,
    labels: cifarLabels,
    module: (await import('../../compiled/small.js')) as NetworkModule,
    weights: new URL(small, import.meta.url).href,
  });
}

async function openHub({ name }: Choice & { kind: 'hub' }, { endpoint, ...how }: Opened): Promise<OpenNetwork> {
  const { hub } = await import('@resnet-compile/weights');
  const { hub: repository, architecture, classes, input, crop } = checkpoint(name.replace(/^hf:/, ''));
  if (classes !== 1000)
    throw new RangeError(`${name} has ${classes} classes; the page knows the names of ImageNet's 1,000`);
  const spec: Spec = { architecture, classes, input };
  return openNetwork({
    ...how,
    title: name,
    spec,
    module: await compiled(spec),
    preprocess: repository.replace('timm/', ''),
    crop,
    labels: 'imagenet-1k',
    weights: hub(repository, endpoint === undefined ? {} : { endpoint }),
  });
}

async function openFile({ file, architecture }: Choice & { kind: 'file' }, how: Opened): Promise<OpenNetwork> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const classes = await compiling().classesOf(bytes);
  const alike = published.find((each) => each.architecture === architecture);
  const isCifar = cifarNames.includes(architecture);
  const spec: Spec = { architecture, classes, input: alike?.input ?? (isCifar ? cifar.input : [3, 224, 224]) };
  const module = await compiled(spec);
  return openNetwork({
    ...how,
    title: file.name ?? architecture,
    spec,
    preprocess: isCifar ? cifarPreprocess : (alike?.name ?? imagenet),
    crop: isCifar ? 1 : (alike?.crop ?? 0.875),
    labels:
      classes === 1000
        ? 'imagenet-1k'
        : isCifar && classes === 10
          ? cifarLabels
          : Array.from({ length: classes }, (_, index) => `class ${index}`),
    module,
    weights: await compiling().stateOf(bytes, module.model.parameters),
  });
}

/** The module of a network, compiled in the page. */
const compiled = async (spec: Spec): Promise<NetworkModule> => importText(await compiling().compile(spec, 'network'));
