import { batchNorm, conv, padChannels, relu, subsample } from 'resnet-compile';
import { pullback } from './pullback.mjs';

/**
 * The blocks of a `cifarNetwork` with shortcuts of type A by their gradients, as `alongPath` takes them: at what each reads of a batch, with running
 * statistics. The ReLU behind the addition belongs to both ways through a block.
 *
 * @param blocks their paths @param width channels of the first stage @param state of the network
 * @param values what each block gives, N×C×H×W, and first what the first one reads
 */
export async function blockGradients(blocks, width, state, values) {
  const shapeOf = (stage) => [width * 2 ** stage, 32 / 2 ** stage];
  const parts = [];
  for (const [index, block] of blocks.entries()) {
    const stage = Number(block['layer'.length]) - 1;
    const [read, given] = [values[index], values[index + 1]];
    const isFirst = stage > 0 && block.endsWith('.0');
    const [from, to] = [shapeOf(isFirst ? stage - 1 : stage), shapeOf(stage)];
    const own = Object.fromEntries(
      Object.entries(state).flatMap(([name, values]) =>
        name.startsWith(`${block}.`) ? [[name.slice(block.length + 1), values]] : [],
      ),
    );
    const layers = {
      conv1: conv(to[0], { kernel: 3, stride: isFirst ? 2 : 1 }),
      bn1: batchNorm(),
      relu: relu(),
      conv2: conv(to[0], { kernel: 3 }),
      bn2: batchNorm(),
    };
    const body = await pullback(layers, from, to, own, read);
    const shortcut = isFirst
      ? await pullback({ every: subsample(2), more: padChannels({ after: to[0] - from[0] }) }, from, to, {}, read)
      : (gradient) => gradient;
    const behindRelu = (way) => async (gradient) => way(gradient.map((value, at) => (given[at] > 0 ? value : 0)));
    parts.push({ body: behindRelu(body), shortcut: behindRelu(shortcut) });
  }
  return parts;
}
