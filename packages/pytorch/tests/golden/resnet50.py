"""A network of PyTorch, written by resnet-compile. It needs torch 1.13 or newer, and nothing else.

The weights are beside this file: load() is the network with them, and running the file tries it.
"""

import json
import math
import struct
from pathlib import Path

import torch
from torch import nn


class Normalize(nn.Module):
    """(x - mean) / std of each channel."""

    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean).view(-1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(-1, 1, 1), persistent=False)

    def forward(self, x):
        return (x - self.mean) / self.std


class Bottleneck(nn.Module):
    def __init__(self, in_channels, width, stride=1, downsample=None):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu2 = nn.ReLU()
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.activation = nn.ReLU()
        self.downsample = downsample

    def forward(self, x):
        y = self.relu1(self.bn1(self.conv1(x)))
        y = self.relu2(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.activation(y + shortcut)


def stage(in_channels, width, blocks, stride=1):
    return nn.Sequential(
        Bottleneck(
            in_channels,
            width,
            stride=stride,
            downsample=nn.Sequential(
                nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False),
                nn.BatchNorm2d(4 * width),
            ),
        ),
        *[Bottleneck(4 * width, width) for _ in range(1, blocks)],
    )


class Resnet50(nn.Module):
    """Images of 3 x 224 x 224."""

    def __init__(self):
        super().__init__()
        self.normalize = Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = stage(64, 64, 3)
        self.layer2 = stage(256, 128, 4, stride=2)
        self.layer3 = stage(512, 256, 6, stride=2)
        self.layer4 = stage(1024, 512, 3, stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(2048, 1000)

    def forward(self, x):
        x = self.normalize(x)
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.maxpool(x)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = self.layer4(x)
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
    model = Resnet50()
    model.load_state_dict(read_safetensors(weights))
    return model.eval()


if __name__ == "__main__":
    model = load()
    with torch.no_grad():
        logits = model(torch.zeros(1, 3, 224, 224))
    print(f"{sum(each.numel() for each in model.parameters()):,} parameters")
    print(f"of zeros: {tuple(logits.shape)}, sum {logits.sum().item():.6g}")
