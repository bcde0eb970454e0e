"""A network of PyTorch, written by resnet-compile. It needs torch 1.13 or newer, and nothing else.

The weights are beside this file: load() is the network with them, and running the file tries it.
"""

import json
import math
import struct
from pathlib import Path

import torch
from torch import nn


class Linear(nn.Linear):
    """A linear layer that also takes N x C x 1 x 1."""

    def forward(self, x):
        return super().forward(x.flatten(1))


class Gate(nn.Conv2d):
    def __init__(self):
        super().__init__(4, 4, 1)
        self.s = nn.Sigmoid()

    def forward(self, x):
        return self.s(super().forward(x))


class PreactivatedResidualBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(4)
        self.conv = nn.Conv2d(4, 6, 3, padding=1, bias=False)
        self.downsample = nn.Conv2d(4, 6, 1, bias=False)
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(4, 1, 1, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x):
        active = self.norm(x)
        y = self.conv(active)
        shortcut = self.downsample(active)
        gate = self.gate(active)
        return y + (1 - gate) * shortcut


class ResidualBlock(nn.ModuleList):
    def __init__(self):
        super().__init__([nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.ReLU()])
        self.gate = Gate()

    def forward(self, x):
        y = self[1](self[0](x))
        gate = self.gate(x)
        return gate * y + (1 - gate) * x


class Gates(nn.Sequential):
    """Images of 3 x 7 x 9."""

    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 4, 3, padding=1, bias=False),
            ResidualBlock(),
            PreactivatedResidualBlock(),
            nn.AdaptiveAvgPool2d(1),
            Linear(6, 5),
        )


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
    model = Gates()
    model.load_state_dict(read_safetensors(weights))
    return model.eval()


if __name__ == "__main__":
    model = load()
    with torch.no_grad():
        logits = model(torch.zeros(1, 3, 7, 9))
    print(f"{sum(each.numel() for each in model.parameters()):,} parameters")
    print(f"of zeros: {tuple(logits.shape)}, sum {logits.sum().item():.6g}")
