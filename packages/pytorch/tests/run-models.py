"""Runs files of PyTorch: logits, losses, gradients and states of each, as JSON beside it.

    python3 run-models.py FOLDER...

Each folder has model.py with its weights, given.safetensors with images and targets of each step, and job.json.
"""
import importlib.util
import json
import sys
import traceback
from pathlib import Path

import torch

torch.set_num_threads(1)


def without_counts(state):
    return {name: value for name, value in state.items() if not name.endswith("num_batches_tracked")}


def lists(tensors):
    return {name: value.detach().flatten().tolist() for name, value in tensors.items()}


def without_dropout(model):
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if type(module).__name__ == "StochasticDepth":
            module.rate = 0.0
    return model


def run(folder):
    job = json.loads((folder / "job.json").read_text())
    torch.set_default_dtype(getattr(torch, job["dtype"]))
    spec = importlib.util.spec_from_file_location(f"model_{folder.name}", folder / "model.py")
    file = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(file)
    given = file.read_safetensors(folder / "given.safetensors")
    given = {name: value.to(torch.get_default_dtype()) for name, value in given.items()}
    model = file.load()
    result = {"keys": list(without_counts(model.state_dict()))}
    if job.get("saved"):
        torch.save(model.state_dict(), folder / job["saved"])
    with torch.no_grad():
        values = model(given["images0"])
    values = values if isinstance(values, dict) else {"logits": values}
    result["values"] = lists(values)
    result["shapes"] = {name: list(value.shape) for name, value in values.items()}
    if "learningRate" in job:
        result.update(train(file, without_dropout(model), given, job))
    return result


def train(file, model, given, job):
    criterion = file.make_criterion()
    optimizer = file.make_optimizer(model, job["learningRate"])
    average = file.make_average(model) if hasattr(file, "make_average") else None
    losses, gradients = [], {}
    for step in range(job["steps"]):
        targets = given[f"targets{step}"]
        targets = targets.long() if targets.ndim == 1 else targets
        images = given[f"images{step}"]
        if step == 0 and job.get("gradients"):
            model.train()
            if hasattr(file, "freeze"):
                file.freeze(model)
            logits = model(images)
            criterion(logits["logits"] if isinstance(logits, dict) else logits, targets).backward()
            state = model.state_dict(keep_vars=True)
            gradients = lists({name: each.grad for name, each in state.items() if each.grad is not None})
            model.load_state_dict(file.read_safetensors(file.WEIGHTS))
        average_of = () if average is None else (average,)
        losses.append(file.train_step(model, criterion, optimizer, *average_of, images, targets))
    result = {"losses": losses, "gradients": gradients, "state": lists(without_counts(model.state_dict()))}
    if average is not None:
        result["average"] = lists(without_counts(average.module.state_dict()))
    return result


def attempt(folder):
    try:
        return json.dumps(run(folder))
    except Exception:
        return json.dumps({"error": traceback.format_exc()})


for path in map(Path, sys.argv[1:]):
    (path / "result.json").write_text(attempt(path))
