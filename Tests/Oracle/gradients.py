"""Writes Tests/GradientTests/Fixtures/*.json with PyTorch.

Small blocks of the models that are trained here, put together from PyTorch's
own layers in double precision: their tensors, what comes out, and the gradient
of every tensor.

    python3 Tests/Oracle/gradients.py
"""

import json
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional

FOLDER = pathlib.Path(__file__).parent.parent / "GradientTests/Fixtures"


def drawn(*shape, scale=1.0, around=0.0):
    """Thousandths, so that every reader has the same numbers."""
    x = torch.randn(shape, dtype=torch.float64) * scale + around
    return x.round(decimals=3).requires_grad_()


def redraw(module):
    """Every tensor of the module anew: none keeps its zeros or ones."""
    for name, tensor in module.named_parameters():
        if tensor.dim() > 1:
            new = drawn(*tensor.shape, scale=1 / math.sqrt(tensor.shape[-1]))
        else:
            is_gain = "norm" in name and name.endswith("weight")
            new = drawn(*tensor.shape, scale=0.3, around=float(is_gain))
        tensor.data.copy_(new.detach())


def save(name, sizes, tensors, output, loss, given=None):
    loss.backward()

    def flat(tensor):
        return [float(f"{x:.7g}") for x in tensor.detach().flatten().tolist()]

    def entry(tensor):
        return dict(shape=list(tensor.shape), values=flat(tensor),
                    gradient=flat(tensor.grad))

    head = dict(pytorch=torch.__version__, sizes=sizes, given=given or {},
                loss=loss.item(), output=flat(output))
    lines = [f'"{key}":{json.dumps(value, separators=(",", ":"))}'
             for key, value in head.items()]
    entries = ",\n".join(
        f'"{key}":{json.dumps(entry(value), separators=(",", ":"))}'
        for key, value in tensors.items())
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(
        "{" + ",\n".join(lines) + ',\n"tensors":{\n' + entries + "}}\n")


def encoder_layer(s, activation, norm_first):
    layer = nn.TransformerEncoderLayer(
        s["width"], s["heads"], s["hidden"], dropout=0, activation=activation,
        layer_norm_eps=s["epsilon"], batch_first=True, norm_first=norm_first,
        dtype=torch.float64)
    redraw(layer)
    return layer


def gpt2_block():
    """Pre-norm, tanh-GELU, biases, causal; a batch of two."""
    s = dict(batch=2, rows=5, width=12, heads=3, hidden=24, epsilon=1e-5)
    block = encoder_layer(
        s, lambda x: functional.gelu(x, approximate="tanh"), True)
    x = drawn(s["batch"], s["rows"], s["width"])
    causal = nn.Transformer.generate_square_subsequent_mask(
        s["rows"], dtype=torch.float64)
    y = block(x, src_mask=causal)
    direction = drawn(*y.shape)
    save("gpt2_block", s,
         dict(block.named_parameters(), input=x, direction=direction), y,
         (y * direction).sum())


def bert_layer():
    """Post-norm, erf-GELU, biases, no mask."""
    s = dict(batch=1, rows=5, width=12, heads=2, hidden=20, epsilon=1e-12)
    layer = encoder_layer(s, functional.gelu, False)
    x = drawn(s["batch"], s["rows"], s["width"])
    y = layer(x)
    target = drawn(*y.shape)
    save("bert_layer", s,
         dict(layer.named_parameters(), input=x, target=target), y,
         functional.mse_loss(y, target))


def rotate(x, base):
    """x: heads, rows, size; neighbours make a complex number."""
    _, rows, size = x.shape
    frequency = base ** (-torch.arange(0, size, 2, dtype=x.dtype) / size)
    angle = torch.outer(torch.arange(rows, dtype=x.dtype), frequency)
    turn = torch.polar(torch.ones_like(angle), angle)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], size // 2, 2))
    return torch.view_as_real(pairs * turn).reshape(x.shape)


def llama_block():
    """RMSNorm, interleaved rotation, grouped heads, SwiGLU."""
    s = dict(batch=1, rows=6, width=16, heads=4, key_value_heads=2,
             hidden=20, epsilon=1e-5, rotary_base=10000.0)
    width, hidden, rows = s["width"], s["hidden"], s["rows"]
    size = width // s["heads"]
    kv = s["key_value_heads"] * size
    shapes = dict(query=(width, width), key=(kv, width), value=(kv, width),
                  output=(width, width), gate=(hidden, width),
                  up=(hidden, width), down=(width, hidden))
    w = {name: drawn(*shape, scale=1 / math.sqrt(shape[1]))
         for name, shape in shapes.items()}
    w["attention_norm"] = drawn(width, scale=0.3, around=1)
    w["feed_forward_norm"] = drawn(width, scale=0.3, around=1)
    w["input"] = drawn(rows, width)

    def norm(x, gain):
        return functional.rms_norm(x, (width,), gain, eps=s["epsilon"])

    def heads(x):
        return x.reshape(rows, -1, size).transpose(0, 1)

    x = w["input"]
    normed = norm(x, w["attention_norm"])
    attended = functional.scaled_dot_product_attention(
        rotate(heads(normed @ w["query"].T), s["rotary_base"])[None],
        rotate(heads(normed @ w["key"].T), s["rotary_base"])[None],
        heads(normed @ w["value"].T)[None], is_causal=True, enable_gqa=True)
    x = x + attended[0].transpose(0, 1).reshape(rows, -1) @ w["output"].T
    normed = norm(x, w["feed_forward_norm"])
    gate = functional.silu(normed @ w["gate"].T)
    y = x + (gate * (normed @ w["up"].T)) @ w["down"].T
    w["direction"] = drawn(*y.shape)
    save("llama_block", s, w, y, (y * w["direction"]).sum())


class ViT(nn.Module):
    """Class token first, learned positions, two pre-norm blocks."""

    def __init__(self, s):
        super().__init__()
        width, kind = s["width"], torch.float64
        self.patch = nn.Linear(s["patch"], width, dtype=kind)
        self.token = nn.Parameter(drawn(1, width))
        self.positions = nn.Parameter(drawn(1 + s["rows"], width))
        self.blocks = nn.ModuleList(
            encoder_layer(s, functional.gelu, True) for _ in range(2))
        self.norm = nn.LayerNorm(width, eps=s["epsilon"], dtype=kind)
        self.head = nn.Linear(width, s["classes"], dtype=kind)
        redraw(self)

    def forward(self, x):
        token = self.token[None].expand(x.shape[0], -1, -1)
        x = torch.cat([token, self.patch(x)], dim=1) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


def small_vit():
    s = dict(batch=3, rows=4, patch=9, width=12, heads=3, hidden=24,
             classes=5, epsilon=1e-6)
    vit = ViT(s)
    x = drawn(s["batch"], s["rows"], s["patch"])
    y = vit(x)
    labels = [3, 0, 4]
    save("small_vit", s, dict(vit.named_parameters(), input=x), y,
         functional.cross_entropy(y, torch.tensor(labels)),
         dict(labels=labels))


def cats_norm(x, gain, shift, present):
    """CATS's normalisation of the present columns alone; others are zero."""
    rows = []
    for row, mask in zip(x, present):
        here = mask.nonzero().flatten()
        part = row[here]
        normal = (part - part.mean()) / (
            (part.var(unbiased=True) + 1e-7).sqrt() + 1e-7)
        rows.append(torch.zeros_like(row).index_put(
            (here,), (normal + shift[here]) * gain[here]))
    return torch.stack(rows)


def masked_operations():
    """What no layer of PyTorch does by itself."""
    s = dict(rows=6, columns=7, samples=3)
    rows, columns, samples = s["rows"], s["columns"], s["samples"]
    w = dict(x=drawn(rows, columns), gain=drawn(columns, around=1),
             shift=drawn(columns), direction=drawn(4 * rows, columns))
    present = torch.tensor([1, 1, 0, 1, 0, 1, 1.0], dtype=torch.float64)
    by_sample = torch.tensor(
        [[1, 0, 1, 1, 1, 1, 1], [0, 1, 1, 0, 1, 0, 1], [1] * 7],
        dtype=torch.float64)
    # The last row sees two columns.
    mask = torch.tensor([[1, 0, 1, 1, 0, 1, 1], [0, 0, 0, 1, 0, 0, 1]],
                        dtype=torch.float64)
    hidden = mask.repeat(rows // 2, 1) == 0
    norm = [w["x"], w["gain"], w["shift"]]
    y = torch.cat([
        cats_norm(*norm, torch.ones(rows, columns)),
        cats_norm(*norm, present.expand(rows, -1)),
        cats_norm(*norm, by_sample.repeat_interleave(rows // samples, 0)),
        w["x"].masked_fill(hidden, -math.inf).softmax(-1),
    ])
    save("masked_operations", s, w, y, (y * w["direction"]).sum(),
         dict(present=present.int().tolist(),
              by_sample=by_sample.int().flatten().tolist(),
              mask=mask.int().flatten().tolist()))


def main():
    for seed, write in enumerate((gpt2_block, bert_layer, llama_block,
                                  small_vit, masked_operations)):
        torch.manual_seed(seed)
        write()


if __name__ == "__main__":
    main()
