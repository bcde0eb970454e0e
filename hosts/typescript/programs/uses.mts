// What users write without a library for the DOM.
import { batches, cifar10, inMemory, type Dataset } from '@resnet-compile/data';
import { decodeImage } from '@resnet-compile/data/image-folder';
import { constant, evaluate, train, type TrainingEvent } from '@resnet-compile/trainer';
import { hub, mapNames, matchState, readWeights, writeSafetensors, type Tensor } from '@resnet-compile/weights';
import { cifarResnet, sgd, training } from 'resnet-compile';
import {
  load,
  model,
  type LoadOptions,
  type OutputName,
  type Outputs,
  type OutputShapes,
  type ParameterName,
  type StateDict,
} from './dist/net.js';
import * as trains from './dist/net.train.js';

export default training(cifarResnet(8), { optimizer: sgd({ momentum: 0.9 }) });

const options: LoadOptions = { device: 'cpu', threads: 2 };
const network = await load(options);
const shape: readonly [3, 32, 32] = model.input;
const classes: 10 = model.classes;
export { classes, shape };

// Results lie in memory of their own.
const logits: Float32Array<ArrayBuffer> = await network.predict(new Uint8Array(3072));
const { layer2, 'layer3.0.conv1': raw, ...others } = await network.run(new Uint8Array(3072));
const taps: readonly Float32Array<ArrayBuffer>[] = [layer2, raw, others.logits];
const shapeOfTap: OutputShapes['layer2'] = [32, 16, 16];
const names: readonly OutputName[] = model.outputs.map(({ name }) => name);
const state: StateDict = await network.stateDict();
const bias: Float32Array<ArrayBuffer> = state['fc.bias'];
const trainable = await trains.load({ seed: 1 });
const ofAverage: Outputs = await trainable.runAveraged(new Uint8Array(3072));
keep(taps, shapeOfTap, names, ofAverage);
const checkpoint: Uint8Array<ArrayBuffer> = await trainable.checkpoint();
const average: Float32Array<ArrayBuffer> = (await trainable.averagedStateDict())['conv1.weight'];
await trainable.trainStep({
  images: logits,
  labels: new Int32Array(1),
  learningRate: 0.1,
  onGradients: (values) => {
    const own: Float32Array<ArrayBuffer> = values;
    return own;
  },
});
const tensors = readWeights(checkpoint);
const tensor: Float32Array<ArrayBuffer> = tensors.get('fc.bias')!.data;
const mapped: ReadonlyMap<string, Tensor<ArrayBuffer>> = matchState(
  mapNames(tensors, model.parameters).mapped,
  model.parameters,
);
const file: Uint8Array<ArrayBuffer> = writeSafetensors(mapped.values());
const picture: Uint8Array<ArrayBuffer> = (await decodeImage(file, 'picture.jpg')).data;
const set = inMemory({ name: 'own', pixels: picture, labels: [0], shape: [3, 32, 32], classes: ['a'] });
const labels: Int32Array<ArrayBuffer> = set.labels;
const published: Int32Array<ArrayBuffer> = (await cifar10()).train.labels;
for await (const batch of batches(set, { batchSize: 1 })) {
  const images: Float32Array<ArrayBuffer> = batch.images;
  const indices: Int32Array<ArrayBuffer> = batch.indices;
  const targets: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> = batch.labels;
  await trainable.evaluate({ images, labels: targets });
  keep(indices);
}
const onEvent = (event: TrainingEvent): void => {
  if (event.kind !== 'checkpoint') return;
  const bytes: Uint8Array<ArrayBuffer> = event.bytes;
  keep(bytes);
};
await train({
  network: trainable,
  epochs: 1,
  schedule: constant(0.1),
  onEvent,
  data: { train: (place) => batches(set, { ...place, batchSize: 1 }), test: () => batches(set, { batchSize: 1 }) },
});
await evaluate({ network, batches: batches(set, { batchSize: 1 }) });
keep(bias, average, tensor, labels, published);

// Parameters may lie in any memory.
const shared = new Float32Array(new SharedArrayBuffer(12288));
const sharedBytes = new Uint8Array(shared.buffer);
await network.predict(shared);
await network.loadStateDict({ 'fc.bias': shared });
await load({ weights: sharedBytes });
await load({ weights: hub('timm/resnet50.a1_in1k', { endpoint: { href: 'https://example.org' } }) });
await trainable.trainStep({ images: sharedBytes, labels: new Int32Array(shared.buffer), learningRate: 0.1 });
await trainable.restore(sharedBytes);
const fromShared: Float32Array<ArrayBuffer> = readWeights(sharedBytes).get('fc.bias')!.data;
writeSafetensors([{ name: 'fc.bias', shape: [3072], data: shared }]);
await decodeImage(sharedBytes, 'picture.jpg');
const own: Dataset = { ...set, labels: new Int32Array(shared.buffer) };
batches(own, { batchSize: 1 });
keep(fromShared);

// @ts-expect-error results are not shared
export const wrongMemory: Float32Array<SharedArrayBuffer> = logits;
// @ts-expect-error no such parameter
export const wrongName: ParameterName = 'fc.biass';
// @ts-expect-error no such output
export const wrongOutput: OutputName = 'layer4';
// @ts-expect-error of 16×16 pixels
export const wrongShape: OutputShapes['layer2'] = [32, 8, 8];
// @ts-expect-error logits and two layers, no others
void (await network.run(new Uint8Array(3072))).layer1;
// @ts-expect-error no such option
await load({ sede: 1 });
// @ts-expect-error the classes are 10
export const wrongClasses: 11 = model.classes;

declare function keep(...values: readonly unknown[]): void;
