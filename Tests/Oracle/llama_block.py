"""Writes Tests/ModelsTests/Fixtures/llama_block.json with PyTorch.

One Llama block (RMSNorm, interleaved rotary embedding, grouped-query
attention, SwiGLU) on a few rows, computed in double precision from the
formulas of the papers, independently of the Swift code:

    python3 Tests/Oracle/llama_block.py
"""

import json
import math
import pathlib

import torch

SIZES = dict(width=12, hidden=10, heads=6, key_value_heads=3, rows=5,
             position=4, norm_epsilon=1e-5, rotary_base=10000.0)


def rms_norm(x, gain, epsilon):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + epsilon) * gain


def rotate(x, position, base):
    """x: rows, heads, size; neighbours make a complex number."""
    rows, _, size = x.shape
    frequency = base ** (-torch.arange(0, size, 2, dtype=x.dtype) / size)
    angle = torch.outer(
        torch.arange(position, position + rows, dtype=x.dtype), frequency)
    turn = torch.polar(torch.ones_like(angle), angle)[:, None, :]
    pairs = torch.view_as_complex(x.reshape(rows, -1, size // 2, 2))
    return torch.view_as_real(pairs * turn).reshape(x.shape)


def block(x, w, s):
    rows = s["rows"]
    size = s["width"] // s["heads"]
    group = s["heads"] // s["key_value_heads"]
    normed = rms_norm(x, w["attention.norm"], s["norm_epsilon"])

    def heads(name):
        return (normed @ w[name].T).reshape(rows, -1, size)

    q = rotate(heads("attention.query"), s["position"], s["rotary_base"])
    k = rotate(heads("attention.key"), s["position"], s["rotary_base"])
    v = heads("attention.value")
    k = k.repeat_interleave(group, dim=1)
    v = v.repeat_interleave(group, dim=1)
    attended = torch.nn.functional.scaled_dot_product_attention(
        q.transpose(0, 1), k.transpose(0, 1), v.transpose(0, 1),
        is_causal=True)
    attended = attended.transpose(0, 1).reshape(rows, -1)
    x = x + attended @ w["attention.output"].T
    normed = rms_norm(x, w["feed_forward.norm"], s["norm_epsilon"])
    gate = torch.nn.functional.silu(normed @ w["feed_forward.gate"].T)
    hidden = gate * (normed @ w["feed_forward.up"].T)
    return x + hidden @ w["feed_forward.down"].T


def main():
    torch.manual_seed(1)
    s = SIZES
    size = s["width"] // s["heads"]
    kv = s["key_value_heads"] * size
    shapes = {
        "attention.norm": (s["width"],),
        "attention.query": (s["width"], s["width"]),
        "attention.key": (kv, s["width"]),
        "attention.value": (kv, s["width"]),
        "attention.output": (s["width"], s["width"]),
        "feed_forward.norm": (s["width"],),
        "feed_forward.gate": (s["hidden"], s["width"]),
        "feed_forward.up": (s["hidden"], s["width"]),
        "feed_forward.down": (s["width"], s["hidden"]),
    }

    def draw(shape):
        # Thousandths, so that every reader has the same numbers.
        scale = 1 if len(shape) == 1 else 1 / math.sqrt(shape[-1])
        return (torch.randn(shape, dtype=torch.float64) * scale).round(
            decimals=3)

    weights = {name: draw(shape) for name, shape in shapes.items()}
    x = draw((s["rows"], s["width"])) * 2
    y = block(x, weights, s)

    def flat(tensor):
        return [round(value, 9) for value in tensor.flatten().tolist()]

    fixture = dict(
        sizes=s, weights={n: flat(w) for n, w in weights.items()},
        input=flat(x), output=flat(y))
    folder = pathlib.Path(__file__).parent.parent / "ModelsTests/Fixtures"
    folder.mkdir(exist_ok=True)
    (folder / "llama_block.json").write_text(
        json.dumps(fixture, indent=0, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
