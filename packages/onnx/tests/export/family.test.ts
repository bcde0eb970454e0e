import * as dsl from '@resnet-compile/dsl';
import type { Architecture, Network } from '@resnet-compile/dsl';
import { family, images, type FamilyNetwork } from '@resnet-compile/testing';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../../src/index.ts';
import { asRecord, filledState, graphOf } from './expect-reference.ts';
import { runFile } from './run-file.ts';

const architectures = dsl as unknown as Readonly<Record<string, Architecture | undefined>>;

function familyMember({ name, input }: Required<FamilyNetwork>): Network {
  const make = architectures[name];
  if (!make) throw new Error(`there is no network ${name}`);
  return make({ input });
}

/** How far logits of both images lie from timm's: at worst, relative to the largest of them. */
function distanceOf({ logits, argmax }: Required<FamilyNetwork>, found: Float32Array): number {
  const classes = found.length / logits.length;
  const largest = Math.max(...logits.flat().map(Math.abs));
  return Math.max(
    ...logits.flatMap((row, n) => {
      const of = found.subarray(n * classes, (n + 1) * classes);
      if (of.indexOf(Math.max(...of)) !== argmax[n]) return [Infinity];
      return row.map((logit, index) => Math.abs((of[index] ?? NaN) - logit) / largest);
    }),
  );
}

async function distance(one: Required<FamilyNetwork>, folded: boolean): Promise<number> {
  const network = familyMember(one);
  const shape = [2, ...one.input];
  const { bytes } = exportOnnx(network, asRecord(filledState(graphOf(network))), { name: one.name, folded });
  const results = await runFile(bytes, images(0, shape).data, shape);
  return distanceOf(one, results.get('logits')?.data as Float32Array);
}

/** One of each kind, and whether it is tried folded, too: those that take no second. */
const kinds = {
  test_resnet: true,
  resnet10t: true,
  resnetblur18: true,
  resnetaa34d: false,
  seresnet18: true,
  skresnet18: false,
  resnest14d: true,
  resnetv2_18d: true,
  resnet50_gn: false,
  res2net50_26w_4s: false,
  resnetrs50: false,
  resnetv2_50x1_bit: false,
};

describe("logits from onnxruntime lie within 1e-5 of timm's", () => {
  const forms = Object.entries(kinds).flatMap(
    ([name, folded]) =>
      (folded
        ? [
            [name, false],
            [name, true],
          ]
        : [[name, false]]) as readonly (readonly [string, boolean])[],
  );
  test.each(forms)('%s, folded: %s', async (name, folded) => {
    const one = family.find((each) => each.name === name) as Required<FamilyNetwork>;
    expect(await distance(one, folded)).toBeLessThan(1e-5);
  });
});
