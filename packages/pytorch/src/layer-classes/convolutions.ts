import type { LayerClass } from './layer-class.ts';

const standardized = (name: string, base: string, needs: readonly string[]): LayerClass => ({
  needs,
  text: `class ${name}(${base}, StandardizedConv2d):
    """Standardized filters, and padding of its own."""`,
});

/** Convolutions that torch.nn has no module for. */
export const convolutions = {
  same_sides: {
    text: `def same_sides(x, extent, stride):
    """Padding that gives ceil(size / stride) pixels: left, right, top, bottom; an odd one right and below."""
    down, across = (
        max((math.ceil(size / step) - 1) * step + reach - size, 0)
        for size, step, reach in zip(x.shape[2:], stride, extent)
    )
    return across // 2, across - across // 2, down // 2, down - down // 2`,
  },
  StandardizedConv2d: {
    text: `class StandardizedConv2d(nn.Conv2d):
    """A convolution by filters of mean 0 and variance 1 (Qiao et al. 2019)."""

    def __init__(self, *args, eps, **options):
        super().__init__(*args, **options)
        self.eps = eps

    def forward(self, x):
        variance, mean = torch.var_mean(self.weight, (1, 2, 3), unbiased=False, keepdim=True)
        weight = (self.weight - mean) / torch.sqrt(variance + self.eps)
        return F.conv2d(x, weight, self.bias, self.stride, self.padding, self.dilation, self.groups)`,
  },
  PaddedConv2d: {
    text: `class PaddedConv2d(nn.Conv2d):
    """A convolution with padding of its own on each side: left, right, top, bottom."""

    def __init__(self, *args, sides, **options):
        super().__init__(*args, **options)
        self.sides = sides

    def forward(self, x):
        return super().forward(F.pad(x, self.sides))`,
  },
  SameConv2d: {
    needs: ['same_sides'],
    text: `class SameConv2d(nn.Conv2d):
    """A convolution that gives ceil(size / stride) pixels."""

    def forward(self, x):
        extent = [(size - 1) * step + 1 for size, step in zip(self.kernel_size, self.dilation)]
        return super().forward(F.pad(x, same_sides(x, extent, self.stride)))`,
  },
  StandardizedPaddedConv2d: standardized('StandardizedPaddedConv2d', 'PaddedConv2d', [
    'StandardizedConv2d',
    'PaddedConv2d',
  ]),
  StandardizedSameConv2d: standardized('StandardizedSameConv2d', 'SameConv2d', ['StandardizedConv2d', 'SameConv2d']),
  Blur: {
    text: `class Blur(nn.Module):
    """The filter (1 2 1)(1 2 1)/16 on each channel of a map that is mirrored at its border (Zhang 2019)."""

    def __init__(self, stride=1):
        super().__init__()
        self.stride = stride
        row = torch.tensor([0.25, 0.5, 0.25])
        self.register_buffer("filter", row[:, None] * row, persistent=False)

    def forward(self, x):
        channels = x.shape[1]
        x = F.pad(x, (1, 1, 1, 1), mode="reflect")
        return F.conv2d(x, self.filter.expand(channels, 1, 3, 3), stride=self.stride, groups=channels)`,
  },
  ChannelConv: {
    text: `class ChannelConv(nn.Conv1d):
    """A convolution along the channels of N x C x 1 x 1 (Wang et al. 2020)."""

    def __init__(self, kernel_size):
        super().__init__(1, 1, kernel_size, padding=kernel_size // 2, bias=False)

    def forward(self, x):
        return super().forward(x.flatten(1).unsqueeze(1)).reshape(x.shape)`,
  },
  Linear: {
    text: `class Linear(nn.Linear):
    """A linear layer that also takes N x C x 1 x 1."""

    def forward(self, x):
        return super().forward(x.flatten(1))`,
  },
} satisfies Readonly<Record<string, LayerClass>>;
