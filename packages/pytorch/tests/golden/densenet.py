"""A network of PyTorch, written by resnet-compile. It needs torch 1.13 or newer, and nothing else.

The weights are beside this file: load() is the network with them, and running the file tries it.
"""

import json
import math
import struct
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn


class DenseLayer(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.new = nn.Sequential(OrderedDict(
            norm=nn.BatchNorm2d(channels),
            relu=nn.ReLU(),
            conv=nn.Conv2d(channels, 8, 3, padding=1, bias=False),
        ))

    def forward(self, x):
        return torch.cat([x, self.new(x)], 1)


def transition(channels):
    return nn.Sequential(OrderedDict(
        norm=nn.BatchNorm2d(channels),
        relu=nn.ReLU(),
        conv=nn.Conv2d(channels, channels // 2, 1, bias=False),
        pool=nn.AvgPool2d(2),
    ))


class Densenet(nn.Module):
    """Images of 1 x 28 x 28."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 16, 3, stride=2, padding=1, bias=False)
        self.block1 = nn.Sequential(
            DenseLayer(16),
            DenseLayer(24),
            DenseLayer(32),
            DenseLayer(40),
        )
        self.transition1 = transition(48)
        self.block2 = nn.Sequential(
            DenseLayer(24),
            DenseLayer(32),
            DenseLayer(40),
            DenseLayer(48),
        )
        self.transition2 = transition(56)
        self.block3 = nn.Sequential(
            DenseLayer(28),
            DenseLayer(36),
            DenseLayer(44),
            DenseLayer(52),
        )
        self.norm = nn.BatchNorm2d(60)
        self.relu = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(60, 10)

    def forward(self, x):
        x = self.stem(x)
        x = self.block1(x)
        x = self.transition1(x)
        x = self.block2(x)
        x = self.transition2(x)
        x = self.relu(self.norm(self.block3(x)))
        x = self.pool(x)
        return self.classifier(x.flatten(1))


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
    model = Densenet()
    model.load_state_dict(read_safetensors(weights))
    return model.eval()


if __name__ == "__main__":
    model = load()
    with torch.no_grad():
        logits = model(torch.zeros(1, 1, 28, 28))
    print(f"{sum(each.numel() for each in model.parameters()):,} parameters")
    print(f"of zeros: {tuple(logits.shape)}, sum {logits.sum().item():.6g}")
