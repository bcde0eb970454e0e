"""A network of PyTorch, written by resnet-compile. It needs torch 1.13 or newer, and nothing else.

The weights are beside this file: load() is the network with them, and running the file tries it.
"""

import json
import math
import struct
from pathlib import Path

import torch
from torch import nn


class Nested(nn.Module):
    def __init__(self):
        super().__init__()
        self._modules["0x"] = nn.BatchNorm2d(3)
        self._modules["class"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["None"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["down-sample"] = nn.BatchNorm2d(3)
        self._modules["forward"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["float"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["weight"] = nn.BatchNorm2d(3)
        self._modules["keys"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["_modules"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["__init__"] = nn.BatchNorm2d(3)
        self._modules["__proto__"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\"); raise SystemExit(\""] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["'); raise SystemExit('"] = nn.BatchNorm2d(3)
        self._modules["\"\"\""] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["{x}"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\\"] = nn.BatchNorm2d(3)
        self._modules["\n    raise SystemExit"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\u2028"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\u202e"] = nn.BatchNorm2d(3)
        self._modules["\ud800"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules[" "] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\u00e9"] = nn.BatchNorm2d(3)
        self._modules["\U0001f642"] = nn.Conv2d(3, 3, 1, bias=False)
        self.a = nn.Module()
        self.a.b = nn.Conv2d(3, 3, 1, bias=False)
        self._modules[""] = nn.Module()
        self._modules[""]._modules[""] = nn.Module()
        self._modules[""]._modules[""]._modules[""] = nn.BatchNorm2d(3)
        self.x = nn.Conv2d(3, 3, 1, bias=False)
        self.self = nn.Conv2d(3, 3, 1, bias=False)
        self.torch = nn.BatchNorm2d(3)

    def forward(self, x):
        x = self._modules["None"](self._modules["class"](self._modules["0x"](x)))
        x = self._modules["forward"](self._modules["down-sample"](x))
        x = self._modules["weight"](self._modules["float"](x))
        x = self._modules["_modules"](self._modules["keys"](x))
        x = self._modules["__proto__"](self._modules["__init__"](x))
        x = self._modules["'); raise SystemExit('"](self._modules["\"); raise SystemExit(\""](x))
        x = self._modules["{x}"](self._modules["\"\"\""](x))
        x = self._modules["\n    raise SystemExit"](self._modules["\\"](x))
        x = self._modules["\u202e"](self._modules["\u2028"](x))
        x = self._modules["\u00e9"](self._modules[" "](self._modules["\ud800"](x)))
        x = self._modules[""]._modules[""]._modules[""](self.a.b(self._modules["\U0001f642"](x)))
        x = self.x(x)
        return self.torch(self.self(x))


class ResidualBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self._modules["0x"] = nn.BatchNorm2d(3)
        self._modules["class"] = nn.BatchNorm2d(3)
        self._modules["None"] = nn.BatchNorm2d(3)
        self._modules["down-sample"] = nn.BatchNorm2d(3)
        self._modules["forward"] = nn.BatchNorm2d(3)
        self._modules["float"] = nn.BatchNorm2d(3)
        self._modules["weight"] = nn.BatchNorm2d(3)
        self._modules["keys"] = nn.BatchNorm2d(3)
        self._modules["_modules"] = nn.BatchNorm2d(3)
        self._modules["__init__"] = nn.BatchNorm2d(3)
        self._modules["__proto__"] = nn.BatchNorm2d(3)
        self._modules["\"); raise SystemExit(\""] = nn.BatchNorm2d(3)

    def forward(self, x):
        y = self._modules["None"](self._modules["class"](self._modules["0x"](x)))
        y = self._modules["forward"](self._modules["down-sample"](y))
        y = self._modules["weight"](self._modules["float"](y))
        y = self._modules["_modules"](self._modules["keys"](y))
        y = self._modules["__proto__"](self._modules["__init__"](y))
        y = self._modules["\"); raise SystemExit(\""](y)
        return y + x


class HostileNames(nn.Module):
    """Images of 3 x 7 x 9."""

    def __init__(self):
        super().__init__()
        self._modules["0x"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["class"] = nn.BatchNorm2d(3)
        self._modules["None"] = nn.BatchNorm2d(3)
        self._modules["down-sample"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["forward"] = nn.BatchNorm2d(3)
        self._modules["float"] = nn.BatchNorm2d(3)
        self._modules["weight"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["keys"] = nn.BatchNorm2d(3)
        self._modules["_modules"] = nn.BatchNorm2d(3)
        self._modules["__init__"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["__proto__"] = nn.BatchNorm2d(3)
        self._modules["\"); raise SystemExit(\""] = nn.BatchNorm2d(3)
        self._modules["'); raise SystemExit('"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\"\"\""] = nn.BatchNorm2d(3)
        self._modules["{x}"] = nn.BatchNorm2d(3)
        self._modules["\\"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\n    raise SystemExit"] = nn.BatchNorm2d(3)
        self._modules["\u2028"] = nn.BatchNorm2d(3)
        self._modules["\u202e"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\ud800"] = nn.BatchNorm2d(3)
        self._modules[" "] = nn.BatchNorm2d(3)
        self._modules["\u00e9"] = nn.Conv2d(3, 3, 1, bias=False)
        self._modules["\U0001f642"] = nn.BatchNorm2d(3)
        self.a = nn.Module()
        self.a.b = nn.BatchNorm2d(3)
        self._modules[""] = nn.Module()
        self._modules[""]._modules[""] = nn.Module()
        self._modules[""]._modules[""]._modules[""] = nn.Conv2d(3, 3, 1, bias=False)
        self.x = nn.BatchNorm2d(3)
        self.self = nn.BatchNorm2d(3)
        self.torch = nn.Conv2d(3, 3, 1, bias=False)
        self.nested = Nested()
        self.block = ResidualBlock()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        outputs = {}
        x = self._modules["class"](self._modules["0x"](x))
        outputs["class"] = x
        x = self._modules["down-sample"](self._modules["None"](x))
        x = self._modules["forward"](x)
        outputs["forward"] = x
        x = self._modules["weight"](self._modules["float"](x))
        x = self._modules["_modules"](self._modules["keys"](x))
        x = self._modules["__proto__"](self._modules["__init__"](x))
        x = self._modules["'); raise SystemExit('"](self._modules["\"); raise SystemExit(\""](x))
        x = self._modules["\"\"\""](x)
        outputs["\"\"\""] = x
        x = self._modules["\n    raise SystemExit"](self._modules["\\"](self._modules["{x}"](x)))
        x = self._modules["\u202e"](self._modules["\u2028"](x))
        x = self._modules["\u00e9"](self._modules[" "](self._modules["\ud800"](x)))
        x = self._modules[""]._modules[""]._modules[""](self.a.b(self._modules["\U0001f642"](x)))
        x = self.self(self.x(x))
        x = self.torch(x)
        x = self.nested(x)
        x = self.block(x)
        x = self.pool(x)
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
    model = HostileNames()
    model.load_state_dict(read_safetensors(weights))
    return model.eval()


if __name__ == "__main__":
    model = load()
    with torch.no_grad():
        logits = model(torch.zeros(1, 3, 7, 9))["logits"]
    print(f"{sum(each.numel() for each in model.parameters()):,} parameters")
    print(f"of zeros: {tuple(logits.shape)}, sum {logits.sum().item():.6g}")
