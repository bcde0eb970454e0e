import type { LayerClass } from './layer-class.ts';

/** What takes maps as they are: by element, by image, by channel. */
export const elements = {
  StochasticDepth: {
    text: `class StochasticDepth(nn.Module):
    """In training, leaves out images of a batch with this probability, and scales the others up (Huang et al. 2016)."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        ones = x.new_ones((x.shape[0],) + (1,) * (x.ndim - 1))
        return x * F.dropout(ones, self.rate, self.training)`,
  },
  PadChannels: {
    text: `class PadChannels(nn.Module):
    """Zero channels before and after."""

    def __init__(self, before, after):
        super().__init__()
        self.before, self.after = before, after

    def forward(self, x):
        return F.pad(x, (0, 0, 0, 0, self.before, self.after))`,
  },
  Scale: {
    text: `class Scale(nn.Module):
    """A multiple."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor`,
  },
  TrainedScale: {
    text: `class TrainedScale(nn.Module):
    """A trained multiple."""

    def __init__(self, factor):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([float(factor)]))

    def forward(self, x):
        return x * self.weight`,
  },
  Subsample: {
    text: `class Subsample(nn.Module):
    """Every so many rows and columns."""

    def __init__(self, stride):
        super().__init__()
        self.down, self.across = stride if isinstance(stride, tuple) else (stride, stride)

    def forward(self, x):
        return x[:, :, :: self.down, :: self.across]`,
  },
} satisfies Readonly<Record<string, LayerClass>>;
