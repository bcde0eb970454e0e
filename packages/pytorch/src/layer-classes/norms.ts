import type { LayerClass } from './layer-class.ts';

/** Norms, with what of them torch.nn has not. */
export const norms = {
  InstanceNorm: {
    text: `class InstanceNorm(nn.GroupNorm):
    """A norm of each channel of each image. It takes a single value, too, which nn.GroupNorm refuses."""

    def __init__(self, channels, eps=1e-5):
        super().__init__(channels, channels, eps)

    def forward(self, x):
        return torch.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)`,
  },
  EvoNormS0: {
    text: `class EvoNormS0(nn.Module):
    """x * sigmoid(v * x) by the deviation of groups of channels, scaled and shifted (Liu et al. 2020)."""

    def __init__(self, groups, channels, eps=1e-5):
        super().__init__()
        self.groups, self.eps = groups, eps
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.v = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        grouped = x.unflatten(1, (self.groups, -1))
        variance = grouped.var((2, 3, 4), unbiased=False, keepdim=True)
        deviation = torch.sqrt(variance + self.eps).expand_as(grouped[..., :1, :1]).flatten(1, 2)
        weight, bias, v = (each.view(-1, 1, 1) for each in (self.weight, self.bias, self.v))
        return x * torch.sigmoid(v * x) * (weight / deviation) + bias`,
  },
  FilterResponseNorm: {
    text: `class FilterResponseNorm(nn.Module):
    """max(x / sqrt(mean of x * x over the map), tau), scaled and shifted before (Singh and Krishnan 2020)."""

    def __init__(self, channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.tau = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        square = x.square().mean((2, 3), keepdim=True)
        weight, bias, tau = (each.view(-1, 1, 1) for each in (self.weight, self.bias, self.tau))
        return torch.maximum(x * (weight / torch.sqrt(square + self.eps)) + bias, tau)`,
  },
  Normalize: {
    text: `class Normalize(nn.Module):
    """(x - mean) / std of each channel."""

    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean).view(-1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(-1, 1, 1), persistent=False)

    def forward(self, x):
        return (x - self.mean) / self.std`,
  },
} satisfies Readonly<Record<string, LayerClass>>;
