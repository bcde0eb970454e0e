"""`python3 export_onnx.py NETWORK WEIGHTS.safetensors OUT.onnx`: as PyTorch exports a network to ONNX, batch norms folded, the batch free."""
import json
import sys

import torch

from networks import network


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    start = 8 + int.from_bytes(data[:8], "little")
    state = {}
    for name, entry in json.loads(data[8:start]).items():
        if name == "__metadata__":
            continue
        begin, end = (start + offset for offset in entry["data_offsets"])
        state[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32).reshape(entry["shape"])
    return state


name, weights, out = sys.argv[1:]
torch.onnx.export(
    network(name, read_safetensors(weights)).eval(),
    torch.zeros(1, 3, 224, 224),
    out,
    opset_version=13,
    input_names=["images"],
    output_names=["logits"],
    dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}},
)
