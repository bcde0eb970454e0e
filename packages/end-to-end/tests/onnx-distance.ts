/**
 * A process of its own for each network: `node --conditions=@resnet-compile/source onnx-distance.ts NAME`. Prints how far
 * onnxruntime's logits, of the file as trained and of the folded one, lie from the compiled module's, and from timm's where
 * there are such: at worst, relative to the largest.
 */
import { exportOnnx } from '@resnet-compile/onnx';
import { images, type FamilyNetwork } from '@resnet-compile/testing';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { compiledModule } from './compiled-module.ts';
import { familyMember } from './family-member.ts';
import { familyOracles, filledState } from './family-oracles.ts';

const [, , name] = process.argv;
const oracle = familyOracles.find((each) => each.name === name);
if (!oracle?.input) throw new Error(`there is no oracle of ${name}`);
const { input } = oracle;
const shape = [2, ...input];
const given = images(0, shape).data;
const network = familyMember(oracle.name, { input });
const { load, model } = compiledModule(network, 'cpu', oracle.name);
const state = filledState(model.parameters);

const loaded = await load({ device: 'cpu', weights: state });
const ours = await loaded.predict(given);
await loaded.dispose();

const distances: Record<string, number> = {};
for (const folded of [false, true]) {
  const session = await InferenceSession.create(exportOnnx(network, state, { folded }).bytes, { logSeverityLevel: 3 });
  const { logits } = await session.run({ images: new Tensor('float32', given, shape) });
  await session.release();
  const theirs = logits?.data as Float32Array;
  const form = folded ? 'folded' : 'trained';
  distances[`${form}, ours`] = worst([...ours.keys()], (at) => [theirs[at], ours[at]]);
  const listed = (oracle as FamilyNetwork).logits?.flatMap((row, n) =>
    row.map((logit, index) => [theirs[(n * theirs.length) / 2 + index], logit] as const),
  );
  if (listed) distances[`${form}, timm`] = worst([...listed.keys()], (at) => listed[at] ?? [NaN, NaN]);
}
process.stdout.write(JSON.stringify(distances));

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
