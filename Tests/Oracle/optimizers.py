"""Writes Tests/ModelsTests/Fixtures/optimizers.json: what PyTorch's AdamW and
SGD make of given gradients, step by step, and its clipping of gradients.

    python3 Tests/Oracle/optimizers.py
"""

import json
import math
import pathlib

import torch

torch.manual_seed(11)
SHAPES = {"matrix": (3, 4), "vector": (5,)}
STEPS = 5


def values(tensor):
    return [float(x) for x in tensor.detach().flatten()]


def run(make):
    """Five steps from the same start, each along gradients of its own."""
    generator = torch.Generator().manual_seed(5)
    parameters = {
        name: torch.nn.Parameter(torch.randn(shape, generator=generator))
        for name, shape in SHAPES.items()
    }
    start = {name: values(p) for name, p in parameters.items()}
    optimizer = make(parameters)
    steps = []
    for step in range(STEPS):
        rate = 0.01 * (step + 1)
        for group in optimizer.param_groups:
            group["lr"] = rate
        gradients = {}
        for name, parameter in parameters.items():
            parameter.grad = torch.randn(parameter.shape, generator=generator)
            gradients[name] = values(parameter.grad)
        optimizer.step()
        steps.append(
            {
                "rate": rate,
                "gradients": gradients,
                "values": {name: values(p) for name, p in parameters.items()},
            }
        )
    return {"start": start, "steps": steps}


def groups(parameters, decay):
    return [
        {"params": [parameters["matrix"]], "weight_decay": decay},
        {"params": [parameters["vector"]], "weight_decay": 0.0},
    ]


def clipping():
    parameter = torch.nn.Parameter(torch.zeros(6))
    parameter.grad = torch.randn(6) * 3
    before = values(parameter.grad)
    norm = torch.nn.utils.clip_grad_norm_([parameter], 1.0)
    return {"before": before, "norm": float(norm), "after": values(parameter.grad)}


fixture = {
    "torch": torch.__version__,
    "adamw": run(lambda p: torch.optim.AdamW(groups(p, 0.1), lr=1.0)),
    "sgd": run(lambda p: torch.optim.SGD(groups(p, 0.1), lr=1.0, momentum=0.9)),
    "plain_sgd": run(lambda p: torch.optim.SGD(groups(p, 0.0), lr=1.0)),
    "clipping": clipping(),
}
target = pathlib.Path(__file__).parents[1] / "ModelsTests/Fixtures/optimizers.json"
target.write_text(json.dumps(fixture, indent=1) + "\n")
assert math.isfinite(fixture["clipping"]["norm"])
