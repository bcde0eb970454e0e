// A deeper network from a shallower one, which computes the same, and is trained on: the construction of He et al. 2015, §1.
import { deepen } from 'resnet-compile';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { augmentation, cifar, scheduleOf } from '../frame/cifar.mjs';
import { compiled } from '../frame/compiled.mjs';
import { kept } from '../frame/kept.mjs';
import { lineChart } from '../frame/line-chart.mjs';
import { table as markdown } from '../frame/table.mjs';
import { stateIn, trainAll } from '../frame/train-all.mjs';

export const title = 'Identity stacking';
export const source = 'He et al. 2015, section 1';
export const settings = {
  shallow: [20, 56, 'layers of the shallower network, 6n + 2'],
  deep: [32, 110, 'layers of the deeper one'],
  width: [8, 16, 'channels of the first stage'],
  images: [10_000, 50_000, 'to train on'],
  steps: [240, 64_000, 'of 128 images, before and after'],
};

export async function run({ shallow, deep, width, images, steps }, { data, ...frame }) {
  const pictures = await cifar(data, images);
  const shared = { ...augmentation, data: pictures, steps, schedule: scheduleOf(steps) };
  const small = cifarNetwork({ depth: shallow, width });
  const [before] = await trainAll([{ ...shared, name: `${shallow} layers`, network: small }], frame);
  const state = stateIn(before.weights);
  const stages = Array.from({ length: 3 }, () => (deep - 2) / 6);
  const deeper = deepen(small, state, stages);
  const difference = await kept(`${frame.out}/difference.json`, { shallow, deep, width, images, steps }, () =>
    largestDifference([small, state], [deeper.network, deeper.state]),
  );
  const after = await trainAll(
    [
      { name: `${shallow} layers, trained on`, network: small, weights: state },
      { name: `deepened to ${deep}, trained on`, network: deeper.network, weights: deeper.state },
      { name: `${deep} layers from scratch`, network: cifarNetwork({ depth: deep, width }) },
    ].map((run) => ({ ...shared, ...run, seed: 2 })),
    frame,
  );
  return { difference, rows: [before, ...after].map(({ name, curve, testError }) => ({ name, curve, testError })) };
}

/** Between the logits of two networks, on images that are drawn at random. */
async function largestDifference(...networks) {
  const images = Float32Array.from({ length: 20 * 3 * 32 * 32 }, (_, index) => Math.sin(index * index));
  const [a, b] = await Promise.all(
    networks.map(async ([network, weights]) => {
      const loaded = await (await compiled(network).importModule()).load({ device: 'cpu', weights });
      const logits = await loaded.predict(images);
      await loaded.dispose();
      return logits;
    }),
  );
  return Math.max(...a.map((logit, index) => Math.abs(logit - b[index])));
}

export const table = ({ rows, difference, settings: { deep, steps } }) =>
  `${markdown(
    ['network', 'training loss', 'test error, %'],
    rows.map(({ name, curve, testError }) => [name, curve.at(-1)[1].toFixed(3), testError.toFixed(1)]),
  )}

Deepened to ${deep}, the largest difference between logits is ${difference}; each row is ${steps} steps.`;

export const picture = ({ rows, settings: { steps } }) =>
  lineChart({
    title: 'Training loss',
    x: 'step',
    series: rows.map(({ name, curve }) => ({
      name,
      data: curve.map(([step, loss]) => [step + (name.endsWith('on') ? steps : 0), loss]),
    })),
  });
