"""A network of PyTorch, written by resnet-compile. It needs torch 1.13 or newer, and nothing else.

The weights are beside this file: load() is the network with them, and running the file tries it.
"""

import json
import math
import struct
from pathlib import Path

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, fc1_channels):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(channels, fc1_channels, 1)
        self.relu = nn.ReLU()
        self.fc2 = nn.Conv2d(fc1_channels, channels, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        y = self.pool(x)
        y = self.relu(self.fc1(y))
        return x * self.sigmoid(self.fc2(y))


class BasicBlock(nn.Module):
    def __init__(self, in_channels, channels, fc1_channels, stride=1, downsample=None):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.se = SqueezeExcitation(channels, fc1_channels)
        self.activation = nn.ReLU()
        self.downsample = downsample

    def forward(self, x):
        y = self.relu1(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y = self.se(y)
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.activation(y + shortcut)


def stage(in_channels, channels):
    return nn.Sequential(
        BasicBlock(
            in_channels,
            channels,
            channels // 16,
            stride=2,
            downsample=nn.Sequential(
                nn.Conv2d(in_channels, channels, 1, stride=2, bias=False),
                nn.BatchNorm2d(channels),
            ),
        ),
        BasicBlock(channels, channels, channels // 16),
    )


class Seresnet18(nn.Module):
    """Images of 3 x 224 x 224."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(*[BasicBlock(64, 64, 8) for _ in range(2)])
        self.layer2 = stage(64, 128)
        self.layer3 = stage(128, 256)
        self.layer4 = stage(256, 512)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        outputs = {}
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.maxpool(x)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        outputs["layer3"] = x
        x = self.layer4(x)
        outputs["layer4"] = x
        x = self.avgpool(x)
        logits = self.fc(x.flatten(1))
        return {"logits": logits, **outputs}


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
    model = Seresnet18()
    model.load_state_dict(read_safetensors(weights))
    return model.eval()


if __name__ == "__main__":
    model = load()
    with torch.no_grad():
        logits = model(torch.zeros(1, 3, 224, 224))["logits"]
    print(f"{sum(each.numel() for each in model.parameters()):,} parameters")
    print(f"of zeros: {tuple(logits.shape)}, sum {logits.sum().item():.6g}")
