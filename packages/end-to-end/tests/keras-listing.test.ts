import { kerasListing } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { batchAt, trainingModule } from './training-module.ts';

test("Keras' listing of 50 layers, to the letter, trains", async () => {
  const { load, model } = trainingModule(kerasListing());
  expect(model.parameterCount).toBe(38_137_738);
  const network = await load({ seed: 1 });
  const batch = batchAt(model, 0, 2);
  const first = await network.trainStep({ ...batch, learningRate: 0.01 });
  const second = await network.trainStep({ ...batch, learningRate: 0.01 });
  expect(Math.abs(first.loss - Math.log(10))).toBeLessThan(0.5);
  expect(second.loss).toBeLessThan(first.loss / 2);
  await network.dispose();
}, 60_000);
