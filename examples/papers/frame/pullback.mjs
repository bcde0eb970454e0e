import { conv, dense, globalAveragePool, network, product, sequential, subsample } from 'resnet-compile';
import { compiled } from './compiled.mjs';

/**
 * The vector-Jacobian product of layers at what they read: from a gradient by what they give to one by what they read, of any batch. The compiled
 * network reads both as channels side by side, and its logit is the sum of what the layers give times that gradient, of which `explain` gives the
 * derivative.
 *
 * @param layers by name, as `sequential` takes them
 * @param from `[channels, size]` of the square maps that they read @param to of those that they give
 * @param state of the layers, by their names
 * @param read what they read, N×C×H×W
 */
export async function pullback(layers, from, to, state, read) {
  const stride = from[1] / to[1];
  const { load } = await compiled(
    network(
      { input: [from[0] + to[0], from[1], from[1]], explain: ['product.given.read'] },
      {
        product: product({
          given: sequential({ read: conv(from[0]), ...layers }),
          by: sequential({ read: conv(to[0]), every: subsample(stride) }),
        }),
        pool: globalAveragePool(),
        fc: dense(1),
      },
    ),
  ).importModule('inference');
  const weights = {
    ...Object.fromEntries(Object.entries(state).map(([name, values]) => [`product.given.${name}`, values])),
    'product.given.read.weight': selecting(from[0], 0, from[0] + to[0]),
    'product.by.read.weight': selecting(to[0], from[0], from[0] + to[0]),
    // A logit is a sum, and the pool gives means.
    'fc.weight': new Float32Array(to[0]).fill(to[1] ** 2),
    'fc.bias': new Float32Array(1),
  };
  const loaded = await load({ device: 'cpu', weights });
  const one = (channels, size) => channels * size * size;
  const [reads, gives] = [one(...from), one(to[0], from[1])];
  const count = read.length / reads;
  return async (gradient) => {
    const spread = spreadOut(gradient, to[1], stride);
    const images = new Float32Array(count * (reads + gives));
    for (let n = 0; n < count; n++) {
      images.set(read.subarray(n * reads, (n + 1) * reads), n * (reads + gives));
      images.set(spread.subarray(n * gives, (n + 1) * gives), n * (reads + gives) + reads);
    }
    const found = await loaded.explain(images, new Float32Array(count).fill(1));
    return found['gradient product.given.read'];
  };
}

/** Filters of 1×1 that give channels as they are, from `first` on. */
const selecting = (channels, first, all) =>
  Float32Array.from({ length: channels * all }, (_, at) => Number(at % all === first + Math.floor(at / all)));

/** Maps of `size` pixels with zeros between them, so that every `stride`th is what it was. */
function spreadOut(maps, size, stride) {
  if (stride === 1) return maps;
  const spread = new Float32Array(maps.length * stride ** 2);
  for (const [at, value] of maps.entries()) {
    const [row, column] = [Math.floor(at / size), at % size];
    spread[(row * stride * size + column) * stride] = value;
  }
  return spread;
}
