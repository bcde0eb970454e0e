"""Writes a classification ResNet of torchvision's as PyTorch's exporter does: python3 torchvision-files.py FOLDER NAME OPSET…

For each operator set, folding of constants and mode of training an ONNX file, `17-folded-eval.onnx`, and its state after that.
"""
import copy
import sys
import warnings

import torch
import torchvision
from torch import nn
from torch.onnx import TrainingMode

warnings.filterwarnings("ignore")
folder, name, *opsets = sys.argv[1:]
torch.set_num_threads(1)
torch.manual_seed(3)
model = getattr(torchvision.models, name)()
for module in model.modules():
    if isinstance(module, nn.BatchNorm2d):
        nn.init.uniform_(module.weight, 0.5, 1.2)
        nn.init.uniform_(module.bias, -0.3, 0.3)
        nn.init.uniform_(module.running_mean, -0.3, 0.3)
        nn.init.uniform_(module.running_var, 0.8, 2.0)

for opset in opsets:
    for folds in [True, False]:
        for mode in [TrainingMode.EVAL, TrainingMode.PRESERVE, TrainingMode.TRAINING]:
            # Exporting in training mode runs the network, which moves its statistics.
            one = copy.deepcopy(model).eval()
            path = f"{folder}/{opset}-{'folded' if folds else 'kept'}-{mode.name.lower()}"
            torch.onnx.export(
                one,
                torch.randn(2, 3, 64, 64),
                f"{path}.onnx",
                opset_version=int(opset),
                do_constant_folding=folds,
                training=mode,
                input_names=["images"],
                output_names=["logits"],
                dynamic_axes={"images": {0: "N"}, "logits": {0: "N"}},
            )
            torch.save(one.state_dict(), f"{path}.pth")
