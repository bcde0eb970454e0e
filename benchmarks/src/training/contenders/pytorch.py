"""Training steps in PyTorch, on as many threads as the first argument says: answers each line of JSON with one. The network is the graph that it is sent, or PyTorch's own code for it."""
import base64
import json
import os
import resource
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../pytorch"))
from networks import network as own_code

torch.set_num_threads(int(sys.argv[1]))


def floats(text, shape):
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=torch.float32).reshape(shape)


class Trainer:
    def load(self, network, kinds, nodes, state, optimizer):
        self.network, self.kinds, self.nodes, self.settings = network, kinds, nodes, optimizer
        self.initial = {name: floats(tensor["data"], tensor["shape"]) for name, tensor in state.items()}
        self.reset()

    def reset(self):
        if self.network:
            self.module = own_code(self.network, self.initial).train()
            trained = list(self.module.parameters())
        else:
            self.state = {name: tensor.clone().requires_grad_(self.kinds[name] == "parameter") for name, tensor in self.initial.items()}
            trained = [tensor for tensor in self.state.values() if tensor.requires_grad]
        rate, momentum, decay = (self.settings[name] for name in ("learningRate", "momentum", "weightDecay"))
        self.optimizer = torch.optim.SGD(trained, lr=rate, momentum=momentum, weight_decay=decay)

    def batch(self, shape, images, labels):
        self.images, self.labels = floats(images, shape), torch.tensor(labels)

    def step(self):
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.forward(), self.labels)
        loss.backward()
        self.optimizer.step()
        return {"loss": loss.item()}

    def usage(self):
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {"cpuMilliseconds": 1000 * (used.ru_utime + used.ru_stime), "peakMegabytes": used.ru_maxrss / 1024}

    def forward(self):
        if self.network:
            return self.module(self.images)
        values = []
        for node in self.nodes:
            values.append(self.apply(node["op"], node["attributes"], [values[index] for index in node["inputs"]]))
        return values[-1]

    def apply(self, op, attributes, inputs):
        match op:
            case "input":
                return self.images
            case "parameter":
                return self.state[attributes["name"]]
            case "conv2d":
                return F.conv2d(*inputs, stride=attributes["stride"], padding=attributes["padding"], groups=attributes["groups"])
            case "batch_norm":
                x, gamma, beta, mean, variance = inputs
                return F.batch_norm(x, mean, variance, gamma, beta, True, attributes["momentum"], attributes["epsilon"])
            case "relu":
                return F.relu(inputs[0])
            case "add":
                return inputs[0] + inputs[1]
            case "max_pool":
                return F.max_pool2d(inputs[0], attributes["kernel"], attributes["stride"], attributes["padding"])
            case "subsample":
                vertical, horizontal = attributes["stride"]
                return inputs[0][:, :, ::vertical, ::horizontal]
            case "pad_channels":
                return F.pad(inputs[0], (0, 0, 0, 0, attributes["before"], attributes["after"]))
            case "global_average_pool":
                return inputs[0].mean((2, 3), keepdim=True)
            case "flatten":
                return inputs[0].flatten(1)
            case "dense":
                return F.linear(inputs[0].flatten(1), *inputs[1:])
        raise ValueError(f"no PyTorch operation for {op}: extend pytorch.py")


trainer = Trainer()
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(getattr(trainer, request.pop("kind"))(**request) or {}), flush=True)
