import { errorsOf } from './errors-of.mjs';
import { panel } from './panel.mjs';

const bytesOf = async (file) => new Uint8Array(await (await fetch(file)).arrayBuffer());
const [images, labels] = await Promise.all(['images.bin', 'labels.bin'].map(bytesOf));
document.querySelector('#count').textContent = labels.length;

const networks = [
  ['residual', 'With shortcuts', import('./residual.js')],
  ['plain', 'Without shortcuts', import('./plain.js')],
];
for (const [kind, title, module] of networks) {
  const errors = errorsOf(kind, await module, images, labels);
  document.querySelector('main').append(panel(title, images, errors));
}
