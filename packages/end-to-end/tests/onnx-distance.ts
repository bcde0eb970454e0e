/**
 * A process of its own for each network: `node --conditions=@resnet-compile/source onnx-distance.ts NAME [SIDE]`. Prints how far
 * onnxruntime's logits, of the file as trained and of the folded one, lie from the compiled module's, from those of the network
 * that the file is when it is imported, and from timm's where there are such: at worst, relative to the largest.
 */
import type { Network } from '@resnet-compile/dsl';
import { exportOnnx, importOnnx } from '@resnet-compile/onnx';
import { images, type FamilyNetwork } from '@resnet-compile/testing';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { compiledModule } from './compiled-module.ts';
import { familyMember } from './family-member.ts';
import { familyOracles, filledState } from './family-oracles.ts';

const [, , name, side] = process.argv;
const oracle = familyOracles.find((each) => each.name === name);
if (!oracle?.input) throw new Error(`there is no oracle of ${name}`);
const input = side === undefined ? oracle.input : ([3, Number(side), Number(side)] as const);
const shape = [2, ...input];
const given = images(0, shape).data;
const network = familyMember(oracle.name, { input });
const { load, model } = compiledModule(network, 'cpu', oracle.name);
const state = filledState(model.parameters);

const ours = await logitsOf(load, state);

const distances: Record<string, number> = {};
for (const folded of [false, true]) {
  const { bytes } = exportOnnx(network, state, { folded });
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const { logits } = await session.run({ images: new Tensor('float32', given, shape) });
  await session.release();
  const theirs = logits?.data as Float32Array;
  const form = folded ? 'folded' : 'trained';
  distances[`${form}, ours`] = worst([...ours.keys()], (at) => [theirs[at], ours[at]]);
  const back = await imported(bytes);
  distances[`${form}, imported`] = worst([...back.keys()], (at) => [back[at], theirs[at]]);
  const listed = (side === undefined ? (oracle as FamilyNetwork).logits : undefined)?.flatMap((row, n) =>
    row.map((logit, index) => [theirs[(n * theirs.length) / 2 + index], logit] as const),
  );
  if (listed) distances[`${form}, timm`] = worst([...listed.keys()], (at) => listed[at] ?? [NaN, NaN]);
}
process.stdout.write(JSON.stringify(distances));

async function logitsOf(
  open: ReturnType<typeof compiledModule>['load'],
  weights: Readonly<Record<string, Float32Array>>,
): Promise<Float32Array> {
  const loaded = await open({ device: 'cpu', weights });
  try {
    return await loaded.predict(given);
  } finally {
    await loaded.dispose();
  }
}

async function imported(bytes: Uint8Array): Promise<Float32Array> {
  const read: { readonly network: Network; readonly state: ReadonlyMap<string, { readonly data: Float32Array }> } =
    importOnnx(bytes);
  const weights = Object.fromEntries(Array.from(read.state, ([key, { data }]) => [key, data]));
  return logitsOf(compiledModule(read.network, 'cpu', 'imported').load, weights);
}

/** The largest difference, relative to the largest value. */
function worst(
  places: readonly number[],
  pairOf: (place: number) => readonly [number | undefined, number | undefined],
): number {
  let [difference, largest] = [0, 0];
  for (const place of places) {
    const [found = NaN, expected = NaN] = pairOf(place);
    difference = Math.max(difference, Math.abs(found - expected));
    largest = Math.max(largest, Math.abs(expected));
  }
  return difference / largest;
}
