import type { Augmentation } from '@resnet-compile/data';
import { isNetwork, type Network } from '@resnet-compile/dsl';
import {
  callback,
  integer,
  isList,
  isOptions,
  kind,
  oneOf,
  positive,
  required,
  text,
  type Kinds,
} from '@resnet-compile/options';
import type { StopSignal, TrainingEvent } from '@resnet-compile/trainer';
import type { Preprocess } from '@resnet-compile/vision';
import type { HeadOptions } from './fit-head.ts';
import { anything, holdOutKind, signalKind } from './kinds.ts';
import type { Metered } from './meter.ts';
import type { Pictures } from './pictures.ts';

/** What is told while it goes on, in its order: what a run of the trainer tells, of the head and then of everything, and before that how far reading is. */
export type FinetuneEvent =
  | (Metered & {
      /** `reading`: pictures that are decoded. `features`: pictures that the body has looked at. */
      readonly kind: 'reading' | 'features';
      /** Of which: the training or the test pictures. */
      readonly of: 'train' | 'test';
    })
  | (TrainingEvent & {
      /** What is trained. */
      readonly phase: 'head' | 'everything';
    });

/** How the network is computed: as its `load` is told. */
export interface ComputingOptions {
  /** `'cpu'`, `'webgpu'`, or `'auto'`, which takes WebGPU where there is one; `'cpu'`. */
  readonly device?: 'cpu' | 'webgpu' | 'auto';
  /** Threads that compute on the CPU; 1. */
  readonly threads?: number;
  /** Where the CPU computes; in a page a worker. */
  readonly worker?: boolean;
  /** A `GPU` object for WebGPU. */
  readonly gpu?: object;
  /** Whether V8 in Node may compute with 256 bits; `'leave'`. */
  readonly v8Flags?: 'leave' | 'set';
}

/** What is trained, on what, and how. Network, weights and pictures are required. */
export interface FinetuneOptions extends ComputingOptions {
  /** As the weights were trained, such as `resnet18()`; of one by `training(…)` everything is trained as that says. */
  readonly network: Network;
  /** As `load` takes them: a safetensors file by path, address or bytes, a record, or `hub('timm/resnet18.a1_in1k')`. */
  readonly weights: string | object;
  /** What to learn from. */
  readonly pictures: Pictures;
  /** What to test on: to stop early, and to keep the best. By default a part of `pictures`, `holdOut`. */
  readonly test?: Pictures;
  /** The part of each class that is tested on, where there is no `test`; 0.2. With 0 all are learnt from, nothing stops early, and the last is kept. */
  readonly holdOut?: number;
  /** How pictures are prepared; by default as those of the published checkpoint that the weights are. */
  readonly preprocess?: Preprocess | string;
  /** `'everything'`: the head first, and then all parameters. `'head'`: the last layer alone. */
  readonly trains?: 'everything' | 'head';
  /** How the head is trained. */
  readonly head?: HeadOptions & {
    /** How often the body looks at each picture: once as it is, and then augmented, each view an epoch of its own; 1. */
    readonly views?: number;
  };
  /** Passes over the pictures, of everything; 10. */
  readonly epochs?: number;
  /** The highest learning rate, of everything: it rises over a tenth of the steps and falls to 0 as a cosine; 0.005. */
  readonly rate?: number;
  /** Pictures of a step of everything, and of what the body looks at at a time; 32. */
  readonly batchSize?: number;
  /** Evaluations of everything without a better one after which it ends; 3. There is one after each epoch. */
  readonly patience?: number;
  /** What is done to pictures that are learnt from: by default crops of 35 to 100 % of the area, and mirror images. */
  readonly augment?: readonly Augmentation[];
  /** Of what is held out, the order, augmentation and the head's initial parameters; 0. */
  readonly seed?: number;
  /** Threads that decode pictures; 1. */
  readonly workers?: number;
  /** In Node and Deno, a folder for the run of everything, which then shows itself, and goes on where it was interrupted. */
  readonly out?: string;
  /** Ends it: it rejects with a `StoppedError` then. */
  readonly signal?: StopSignal;
  /** Is awaited. */
  readonly onEvent?: (event: FinetuneEvent) => void | Promise<void>;
}

export const headKinds: Kinds<HeadOptions> = {
  epochs: integer(1),
  rate: positive(),
  batchSize: integer(1),
  patience: integer(1),
};

export const headWithViewsKinds: Kinds<NonNullable<FinetuneOptions['head']>> = { ...headKinds, views: integer(1) };

export const finetuneKinds: Kinds<FinetuneOptions> = {
  network: required(kind('a network, such as resnet18()', isNetwork)),
  weights: required(anything),
  pictures: required(anything),
  test: anything,
  holdOut: holdOutKind,
  preprocess: anything,
  trains: oneOf(['everything', 'head']),
  head: kind('options of the head', isOptions),
  epochs: integer(1),
  rate: positive(),
  batchSize: integer(1),
  patience: integer(1),
  augment: kind('a list of what is done to images', isList),
  seed: integer(0, 2 ** 32 - 1),
  workers: integer(0),
  out: text,
  signal: signalKind,
  onEvent: callback,
  device: oneOf(['cpu', 'webgpu', 'auto']),
  threads: integer(1),
  worker: anything,
  gpu: anything,
  v8Flags: oneOf(['leave', 'set']),
};
