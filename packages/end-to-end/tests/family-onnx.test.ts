import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { familyOracles } from './family-oracles.ts';
import type { FamilyNetwork } from '@resnet-compile/testing';
import { leftOut, thorough } from './thorough.ts';

const script = fileURLToPath(new URL('onnx-distance.ts', import.meta.url));
const withInput = familyOracles.filter(({ input }) => input);

/**
 * PyTorch's own deviation in float32, four times. The largest have no logits in the list and so none: there are two float32
 * programs held against each other, as far apart as any may lie from float64.
 */
const allowedOf = (one: object): number => {
  const { float32 } = one as { readonly float32?: number };
  return float32 === undefined ? 1e-4 : Math.max(1e-5, 4 * float32);
};

async function expectNear(one: FamilyNetwork, ...side: readonly string[]): Promise<void> {
  const command = ['--conditions=@resnet-compile/source', script, one.name, ...side];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  const distances = Object.entries(JSON.parse(stdout) as Readonly<Record<string, number>>);
  expect(distances.length).toBeGreaterThanOrEqual(4);
  for (const [of, distance] of distances) expect(distance, of).toBeLessThanOrEqual(allowedOf(one));
}

const said = "%s: onnxruntime's logits are ours, timm's, and those of the file when it is imported";
const rows = withInput.map((one) => [one.name, one] as const);

test.each(rows.filter(([name]) => name === 'resnet18'))(
  "%s at 224×224: onnxruntime's logits are ours, and those of the file when it is imported",
  (_, one) => expectNear(one, '224'),
  120_000,
);

describe.skipIf(!thorough)(`every network of the family as an ONNX file${leftOut}`, { timeout: 1_800_000 }, () => {
  test.each(rows)(said, (_, one) => expectNear(one));
});

test('networks have inputs to run on', () => expect(withInput.length).toBeGreaterThan(90));
