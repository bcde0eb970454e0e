import { WeightsError, type Tensor } from './tensor.ts';
import { shownName } from '@resnet-compile/options';

/**
 * The filters of a network's first convolution for another number of input channels: for one they are summed, for others they
 * are repeated and scaled by how many there were to how many there are, so that grey pictures give what they gave.
 * As timm's adapt_input_conv: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/_manipulate.py.
 * @throws WeightsError where the tensor is no convolution's filters, or has this number of channels already.
 */
export function withInputChannels({ name, shape, data }: Tensor, channels: number): Tensor<ArrayBuffer> {
  const [filters = 0, before = 0, ...window] = shape;
  if (shape.length !== 4 || before === 0)
    throw new WeightsError(
      `${shownName(name)} has shape [${shape.join(', ')}]; expected [filters, channels, height, width]`,
    );
  if (before === channels)
    throw new WeightsError(
      `${shownName(name)} has filters of ${channels} input channels already; leave --input-channels out`,
    );
  const size = window.reduce((product, extent) => product * extent, 1);
  const adapted = new Float32Array(filters * channels * size);
  for (let filter = 0; filter < filters; filter++) {
    const from = filter * before * size;
    for (let place = 0; place < channels * size; place++) {
      let value = 0;
      if (channels > 1) value = data[from + (place % (before * size))]! * (before / channels);
      else for (let channel = 0; channel < before; channel++) value += data[from + channel * size + place]!;
      adapted[filter * channels * size + place] = value;
    }
  }
  return { name, shape: [filters, channels, ...window], data: adapted };
}
