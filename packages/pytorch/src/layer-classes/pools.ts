import type { LayerClass } from './layer-class.ts';

/** Pools whose padding differs from side to side. */
export const pools = {
  Windows: {
    needs: ['same_sides'],
    text: `class Windows(nn.Module):
    """A pool whose padding differs from side to side: left, right, top, bottom; None for ceil(size / stride)."""

    def __init__(self, kernel_size, stride, sides=None, ceil_mode=False):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride
        self.sides, self.ceil_mode = sides, ceil_mode

    def declared(self, x):
        return self.sides or same_sides(x, self.kernel_size, self.stride)

    def padding(self, x):
        """With what the last windows reach beyond the map; none begins behind it."""
        left, right, top, bottom = self.declared(x)
        if self.ceil_mode:
            height, width = x.shape[2:]
            right += self.overhang(width, left, right, 1)
            bottom += self.overhang(height, top, bottom, 0)
        return left, right, top, bottom

    def overhang(self, size, before, after, axis):
        stride = self.stride[axis]
        beyond = before + size + after - self.kernel_size[axis]
        last = min(math.ceil(beyond / stride), math.ceil((size + before) / stride) - 1)
        return max(last * stride - beyond, 0)`,
  },
  PaddedMaxPool2d: {
    needs: ['Windows'],
    text: `class PaddedMaxPool2d(Windows):
    """The largest value of each window."""

    def forward(self, x):
        x = F.pad(x, self.padding(x), value=float("-inf"))
        return F.max_pool2d(x, self.kernel_size, self.stride)`,
  },
  PaddedAvgPool2d: {
    needs: ['Windows'],
    text: `class PaddedAvgPool2d(Windows):
    """The mean of each window, by what lies in it of the map, or of the map and its padding."""

    def __init__(self, *args, count_include_pad=True, **options):
        super().__init__(*args, **options)
        self.count_include_pad = count_include_pad

    def total(self, x):
        return F.avg_pool2d(x, self.kernel_size, self.stride, divisor_override=1)

    def forward(self, x):
        sides, reached = self.declared(x), self.padding(x)
        counted = F.pad(torch.ones_like(x[:1, :1]), sides, value=float(self.count_include_pad))
        counted = F.pad(counted, [more - side for more, side in zip(reached, sides)])
        return self.total(F.pad(x, reached)) / self.total(counted)`,
  },
} satisfies Readonly<Record<string, LayerClass>>;
