"""Networks of the family as PyTorch code has them, under timm's names: what the peers run, and what training steps are compared with."""
from functools import partial

import torch
from torch import nn

relu = partial(nn.ReLU, inplace=True)


def conv(inputs, outputs, kernel=1, stride=1, bias=False):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=bias)


def group_norm(channels):
    return nn.GroupNorm(32, channels)


def shortcut(inputs, outputs, stride, norm, average):
    """A projection; of ResNet-D, an average of the window and then a projection that does not stride."""
    if stride == 1 and inputs == outputs:
        return None
    if not average:
        return nn.Sequential(conv(inputs, outputs, 1, stride), norm(outputs))
    pool = nn.AvgPool2d(2, stride, ceil_mode=True, count_include_pad=False) if stride > 1 else nn.Identity()
    return nn.Sequential(pool, conv(inputs, outputs), norm(outputs))


class SqueezeExcite(nn.Module):
    def __init__(self, channels):
        super().__init__()
        inner = max(8, (channels // 16 + 4) // 8 * 8)
        self.fc1, self.fc2 = conv(channels, inner, bias=True), conv(inner, channels, bias=True)

    def forward(self, x):
        return x * self.fc2(self.fc1(x.mean((2, 3), keepdim=True)).relu()).sigmoid()


class Basic(nn.Module):
    expansion = 1

    def __init__(self, inputs, width, stride, norm, average, attention):
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, width, 3, stride), norm(width)
        self.conv2, self.bn2 = conv(width, width, 3), norm(width)
        self.se = SqueezeExcite(width) if attention else nn.Identity()
        self.downsample, self.act = shortcut(inputs, width, stride, norm, average), relu()

    def forward(self, x):
        y = self.act(self.bn1(self.conv1(x)))
        y = self.se(self.bn2(self.conv2(y)))
        return self.act(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, width, stride, norm, average, attention):
        super().__init__()
        outputs = 4 * width
        self.conv1, self.bn1 = conv(inputs, width), norm(width)
        self.conv2, self.bn2 = conv(width, width, 3, stride), norm(width)
        self.conv3, self.bn3 = conv(width, outputs), norm(outputs)
        self.se = SqueezeExcite(outputs) if attention else nn.Identity()
        self.downsample, self.act = shortcut(inputs, outputs, stride, norm, average), relu()

    def forward(self, x):
        y = self.act(self.bn1(self.conv1(x)))
        y = self.act(self.bn2(self.conv2(y)))
        y = self.se(self.bn3(self.conv3(y)))
        return self.act(y + (x if self.downsample is None else self.downsample(x)))


class Bottle2neck(nn.Module):
    """Gao et al. 2019: 26 channels at 4 scales."""

    expansion, scales = 4, 4

    def __init__(self, inputs, width, stride, norm, average, attention):
        super().__init__()
        inner, outputs = width * 26 // 64, 4 * width
        self.first = stride > 1 or inputs != outputs
        self.conv1, self.bn1 = conv(inputs, inner * self.scales), norm(inner * self.scales)
        self.convs = nn.ModuleList(conv(inner, inner, 3, stride) for _ in range(self.scales - 1))
        self.bns = nn.ModuleList(norm(inner) for _ in range(self.scales - 1))
        self.pool = nn.AvgPool2d(3, stride, 1) if self.first else nn.Identity()
        self.conv3, self.bn3 = conv(inner * self.scales, outputs), norm(outputs)
        self.downsample, self.act = shortcut(inputs, outputs, stride, norm, average), relu()

    def forward(self, x):
        parts = self.act(self.bn1(self.conv1(x))).chunk(self.scales, 1)
        results = []
        for part, convolve, norm in zip(parts, self.convs, self.bns):
            if results and not self.first:
                part = part + results[-1]
            results.append(self.act(norm(convolve(part))))
        y = self.bn3(self.conv3(torch.cat([*results, self.pool(parts[-1])], 1)))
        return self.act(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, block, depths, norm=nn.BatchNorm2d, deep=False, average=False, attention=False):
        super().__init__()
        self.conv1 = (
            nn.Sequential(conv(3, 32, 3, 2), norm(32), relu(), conv(32, 32, 3), norm(32), relu(), conv(32, 64, 3))
            if deep
            else conv(3, 64, 7, 2)
        )
        self.bn1, self.act, self.maxpool = norm(64), relu(), nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, depth in enumerate(depths):
            blocks = []
            for index in range(depth):
                stride = 2 if stage and not index else 1
                blocks.append(block(inputs, 64 << stage, stride, norm, average, attention))
                inputs = (64 << stage) * block.expansion
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, 1000)

    def forward(self, x):
        x = self.maxpool(self.act(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


class PreactivationBlock(nn.Module):
    def __init__(self, inputs, outputs, stride, first):
        super().__init__()
        inner = outputs // 4
        self.norm1, self.conv1 = group_norm(inputs), conv(inputs, inner)
        self.norm2, self.conv2 = group_norm(inner), conv(inner, inner, 3, stride)
        self.norm3, self.conv3 = group_norm(inner), conv(inner, outputs)
        self.downsample = None
        if first:
            self.downsample = nn.Module()
            pool = nn.AvgPool2d(2, stride, ceil_mode=True, count_include_pad=False)
            self.downsample.pool = pool if stride > 1 else nn.Identity()
            self.downsample.conv = conv(inputs, outputs)

    def forward(self, x):
        y = self.norm1(x).relu()
        kept = x if self.downsample is None else self.downsample.conv(self.downsample.pool(y))
        y = self.conv2(self.norm2(self.conv1(y)).relu())
        return self.conv3(self.norm3(y).relu()) + kept


class PreactivationResNet(nn.Module):
    """ResNetV2-50-D with group norm."""

    def __init__(self, depths):
        super().__init__()
        self.stem = nn.Module()
        self.stem.conv1, self.stem.norm1 = conv(3, 32, 3, 2), group_norm(32)
        self.stem.conv2, self.stem.norm2 = conv(32, 32, 3), group_norm(32)
        self.stem.conv3, self.pool = conv(32, 64, 3), nn.MaxPool2d(3, 2, 1)
        self.stages, inputs = nn.ModuleList(), 64
        for stage, depth in enumerate(depths):
            part = nn.Module()
            part.blocks = nn.Sequential()
            for index in range(depth):
                stride = 2 if stage and not index else 1
                part.blocks.append(PreactivationBlock(inputs, 256 << stage, stride, not index))
                inputs = 256 << stage
            self.stages.append(part)
        self.norm, self.head = group_norm(inputs), nn.Module()
        self.head.fc = conv(inputs, 1000, bias=True)

    def forward(self, x):
        stem = self.stem
        x = stem.norm2(stem.conv2(stem.norm1(stem.conv1(x)).relu())).relu()
        x = self.pool(stem.conv3(x))
        for stage in self.stages:
            x = stage.blocks(x)
        return self.head.fc(self.norm(x).relu().mean((2, 3), keepdim=True)).flatten(1)


networks = {
    "seresnet50": lambda: ResNet(Bottleneck, [3, 4, 6, 3], attention=True),
    "resnet50d": lambda: ResNet(Bottleneck, [3, 4, 6, 3], deep=True, average=True),
    "resnetv2_50d_gn": lambda: PreactivationResNet([3, 4, 6, 3]),
    "res2net50_26w_4s": lambda: ResNet(Bottle2neck, [3, 4, 6, 3]),
    "seresnet18": lambda: ResNet(Basic, [2, 2, 2, 2], attention=True),
    "resnet18GroupNorm": lambda: ResNet(Basic, [2, 2, 2, 2], norm=group_norm),
}


def network(name, state):
    """One of them with a state of name -> tensor, which must be all of it."""
    made = networks[name]()
    counters = {key for key in made.state_dict() if key.endswith("num_batches_tracked")}
    missing, unexpected = made.load_state_dict(state, strict=False)
    if unexpected or set(missing) - counters:
        raise ValueError(f"{name}: missing {sorted(set(missing) - counters)}, unexpected {unexpected}")
    return made
