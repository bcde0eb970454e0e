"""A network of PyTorch, written by resnet-compile. It needs torch 1.13 or newer, and nothing else.

The weights are beside this file: load() is the network with them, and running the file tries it.
"""

import json
import math
import struct
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn


class Subsample(nn.Module):
    """Every so many rows and columns."""

    def __init__(self, stride):
        super().__init__()
        self.down, self.across = stride if isinstance(stride, tuple) else (stride, stride)

    def forward(self, x):
        return x[:, :, :: self.down, :: self.across]


class PadChannels(nn.Module):
    """Zero channels before and after."""

    def __init__(self, before, after):
        super().__init__()
        self.before, self.after = before, after

    def forward(self, x):
        return F.pad(x, (0, 0, 0, 0, self.before, self.after))


class BasicBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1, downsample=None):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.activation = nn.ReLU()
        self.downsample = downsample

    def forward(self, x):
        y = self.relu1(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.activation(y + shortcut)


def stage(width, channels):
    return nn.Sequential(
        BasicBlock(
            width,
            channels,
            stride=2,
            downsample=nn.Sequential(Subsample(2), PadChannels(0, width)),
        ),
        *[BasicBlock(2 * width, 2 * width) for _ in range(2)],
    )


class CifarResnet20(nn.Module):
    """Images of 3 x 32 x 32."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.relu = nn.ReLU()
        self.layer1 = nn.Sequential(*[BasicBlock(16, 16) for _ in range(3)])
        self.layer2 = stage(16, 32)
        self.layer3 = stage(32, 64)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = self.avgpool(x)
        return self.fc(x.flatten(1))


WEIGHTS = Path(__file__).with_name("model.safetensors")
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def read_safetensors(path):
    """The tensors of a safetensors file: JSON, then their bytes. Nothing in it is run."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        entries = json.loads(file.read(length))
        data = bytearray(file.read())
    entries.pop("__metadata__", None)
    tensors = {}
    for name, entry in entries.items():
        dtype, shape, start = DTYPES[entry["dtype"]], entry["shape"], entry["data_offsets"][0]
        tensor = torch.frombuffer(data, dtype=dtype, count=math.prod(shape), offset=start)
        tensors[name] = tensor.reshape(shape)
    return tensors


def load(weights=WEIGHTS):
    """The network with its weights, to be evaluated; train() makes it one to be trained."""
    model = CifarResnet20()
    model.load_state_dict(read_safetensors(weights))
    return model.eval()


def make_criterion():
    """The mean over the batch; targets are classes or rows of probabilities."""
    return nn.CrossEntropyLoss(label_smoothing=0.1)


def make_optimizer(model, lr):
    """Of a learning rate, which is told anew in each step by the groups' "lr"."""
    groups = {}
    for parameter in model.parameters():
        decay = 1e-4 if parameter.ndim >= 2 else 0.0
        groups.setdefault(decay, []).append(parameter)
    groups = [
        {"params": some, "weight_decay": decay}
        for decay, some in groups.items()
    ]
    return torch.optim.SGD(groups, lr=lr, momentum=0.9, nesterov=True)


def make_average(model):
    """A moving average: update_parameters(model) after each step; average.module is the network."""

    def averaged(average, present, updates):
        decay = min(0.999, (2 + updates) / (11 + updates))
        return decay * average + (1 - decay) * present

    average = torch.optim.swa_utils.AveragedModel(model, avg_fn=averaged, use_buffers=True)
    # Before it is used: torch.optim.swa_utils.update_bn(batches, average).
    return average


def train_step(model, criterion, optimizer, average, images, targets):
    """One step: images N x C x H x W, targets classes or N x classes. Returns the loss."""
    model.train()
    optimizer.zero_grad()
    loss = 0.0
    for part, wanted in zip(images.chunk(2), targets.chunk(2)):
        of_part = criterion(model(part), wanted) / 2
        of_part.backward()
        loss = loss + of_part.detach()
    nn.utils.clip_grad_norm_(model.parameters(), 1)
    optimizer.step()
    average.update_parameters(model)
    return loss.item()


if __name__ == "__main__":
    model = load()
    with torch.no_grad():
        logits = model(torch.zeros(1, 3, 32, 32))
    print(f"{sum(each.numel() for each in model.parameters()):,} parameters")
    print(f"of zeros: {tuple(logits.shape)}, sum {logits.sum().item():.6g}")
