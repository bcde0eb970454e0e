import { writeFile } from 'node:fs/promises';
import { png } from './png.mjs';

/**
 * Classifies all test images and writes a page with those that a network gets wrong, the surest mistakes first, and some
 * that it gets right. `normalize` is what the batches were normalised by.
 */
export async function drawPicture(
  path,
  { network, test, open, normalize: { mean, std } = { mean: [0, 0, 0], std: [1, 1, 1] } },
) {
  const [, height, width] = test.shape;
  const size = test.shape.reduce((product, extent) => product * extent, 1);
  const seen = (values) =>
    values.map((value, at) => value * std[Math.floor(at / (height * width))] + mean[Math.floor(at / (height * width))]);
  const [wrong, right] = [[], []];
  let index = 0;
  for await (const { images, labels } of open()) {
    const logits = await network.predict(images);
    labels.forEach((label, n) => {
      const row = logits.subarray(n * test.classes.length, (n + 1) * test.classes.length);
      const taken = row.indexOf(Math.max(...row));
      const sureness = 1 / row.reduce((sum, logit) => sum + Math.exp(logit - row[taken]), 0);
      const found = { label, taken, sureness, values: images.slice(n * size, (n + 1) * size) };
      if (taken !== label) wrong.push(found);
      else if (index % Math.ceil(test.length / 60) === 0) right.push(found);
      index++;
    });
  }
  wrong.sort((a, b) => b.sureness - a.sureness);
  const figure = async ({ label, taken, sureness, values }) => {
    const source = `data:image/png;base64,${(await png(seen(values), test.shape)).toString('base64')}`;
    const [truth, answer] = [test.classes[label], test.classes[taken]].map(escaped);
    const text = label === taken ? truth : `<b>${answer}</b>, is ${truth}`;
    return `<figure><img src="${source}" alt="${truth}"><figcaption>${text}<br>${(sureness * 100).toFixed(0)} %</figcaption></figure>`;
  };
  const figures = async (found) => (await Promise.all(found.map(figure))).join('\n');
  const title = `${test.length - wrong.length} of ${test.length} right`;
  await writeFile(
    path,
    `<!doctype html>
<meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>
  body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
  div { display: grid; grid-template-columns: repeat(auto-fill, minmax(6rem, 1fr)); gap: 1rem }
  figure { margin: 0 } img { width: 100%; image-rendering: pixelated; border-radius: 4px } figcaption { font-size: 12px }
</style>
<h1>${escaped(test.name)}: ${title} (${((1 - wrong.length / test.length) * 100).toFixed(2)} %)</h1>
<h2>Wrong${wrong.length > 120 ? ', the 120 surest' : ''}</h2>
<div>${await figures(wrong.slice(0, 120))}</div>
<h2>Right, some of them</h2>
<div>${await figures(right.slice(0, 60))}</div>
`,
  );
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
