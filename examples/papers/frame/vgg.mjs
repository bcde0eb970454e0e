import { conv, dense, dropout, flatten, maxPool, network, relu } from 'resnet-compile';

const pool = () => maxPool({ kernel: 2, stride: 2 });
const withRelu = (layer) => [layer, relu()];

/** VGG of Simonyan and Zisserman 2015, table 1: `convolutions` in each of its five stages, [2, 2, 3, 3, 3] in VGG-16. */
export const vgg = (convolutions, { size = 224, classes = 1000, width = 64, hidden = 4096 } = {}) =>
  network({ input: [3, size, size] }, [
    ...convolutions.flatMap((count, stage) => [
      ...Array.from({ length: count }, () =>
        withRelu(conv(width * Math.min(8, 2 ** stage), { kernel: 3, bias: true })),
      ).flat(),
      pool(),
    ]),
    // The first of the dense layers as a convolution of the whole map, which it equals (section 3.2).
    ...withRelu(conv(hidden, { kernel: size / 32, padding: 0, bias: true })),
    dropout(0.5),
    flatten(),
    ...withRelu(dense(hidden)),
    dropout(0.5),
    dense(classes),
  ]);
