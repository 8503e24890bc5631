#!/usr/bin/env python3
"""The tensor engine beside PyTorch: the same computations, taken in turns.

One sitting of several rounds; in each round shardbench-bench and PyTorch
measure the same things one after the other, so that whatever else the machine
does strikes both. Prints medians over the rounds, their spread and the ratio
to the fastest variant of PyTorch, and writes them as CSV. Without PyTorch only
the engine's figures appear.

    python3 engine_vs_pytorch.py [--bench FILE] [--rounds N] [--seconds S]
      [--threads N] [--csv FILE] [--compile]
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import torch
except ImportError:
    torch = None

LAYERS, WIDTH, HEADS, HIDDEN, TOKENS, BATCH = 4, 128, 4, 512, 32, 64
TINY = (64, 16, 32, 8)  # batch, heads, tokens, head size: CATS, causal

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, "../../.build/release/shardbench-bench")
TABLE = os.path.join(HERE, "../../.build/engine_vs_pytorch.csv")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", default=BENCH, help="shardbench-bench")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.5,
                        help="seconds for each figure in each round")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--csv", default=TABLE, help="file for the table")
    parser.add_argument("--compile", action="store_true",
                        help="try torch.compile as well")
    return parser.parse_args()


def engine_round(options):
    """Each figure of the engine, the best over micro-batch sizes."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "engine.csv")
        subprocess.run(
            [options.bench, "engine", "encoder", "cats", "attention",
             "--csv", path, "--seconds", str(options.seconds),
             "--threads", str(options.threads)],
            check=True, stdout=subprocess.DEVNULL)
        with open(path, newline="") as file:
            rows = list(csv.DictReader(file))
    found = {}
    for row in rows:
        name, value = row["case"], float(row["median"])
        if row["benchmark"] in ("encoder", "cats"):
            name = row["benchmark"] + " " + name.split(" by ")[0]
            found[name] = max(found.get(name, 0), value)
        elif name == "16 heads of 8 causal: forward":
            found["tiny heads forward"] = 1e6 / value
        elif name == "16 heads of 8 causal: and back":
            found["tiny heads and back"] = 1e6 / value
    return found


def median_seconds(body, seconds):
    """The median time of a call, over `seconds` after warming up."""
    for _ in range(3):
        body()
    times = []
    end = time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def handwritten():
    """The encoder with one product for queries, keys and values."""
    nn, functional = torch.nn, torch.nn.functional

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
            self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
            self.out = nn.Linear(WIDTH, WIDTH)
            self.up = nn.Linear(WIDTH, HIDDEN)
            self.down = nn.Linear(HIDDEN, WIDTH)

        def forward(self, x):
            batch, tokens, _ = x.shape
            parts = self.qkv(self.norm1(x)).view(
                batch, tokens, 3, HEADS, WIDTH // HEADS)
            q, k, v = parts.permute(2, 0, 3, 1, 4)
            seen = functional.scaled_dot_product_attention(q, k, v)
            seen = seen.transpose(1, 2).reshape(batch, tokens, WIDTH)
            x = x + self.out(seen)
            hidden = functional.gelu(self.up(self.norm2(x)))
            return x + self.down(hidden)

    return nn.Sequential(*[Layer() for _ in range(LAYERS)])


def built_in():
    """The encoder of torch.nn."""
    layer = torch.nn.TransformerEncoderLayer(
        WIDTH, HEADS, HIDDEN, dropout=0, activation="gelu", batch_first=True,
        norm_first=True)
    return torch.nn.TransformerEncoder(
        layer, LAYERS, enable_nested_tensor=False)


class TorchEncoder:
    """One variant of the encoder with its optimizer and batch."""

    def __init__(self, model, compiled=False):
        self.model = model
        self.call = torch.compile(model) if compiled else model
        self.optimizer = torch.optim.AdamW(
            model.parameters(), lr=1e-3, weight_decay=0.01, fused=True)
        self.x = torch.randn(BATCH, TOKENS, WIDTH)
        self.y = torch.randn(BATCH, TOKENS, WIDTH)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.mse_loss(self.call(self.x), self.y)
        loss.backward()
        self.optimizer.step()

    def forward(self):
        with torch.inference_mode():
            self.call(self.x)

    def rates(self, seconds):
        self.model.train()
        train = BATCH / median_seconds(self.step, seconds)
        self.model.eval()
        forward = BATCH / median_seconds(self.forward, seconds)
        return {"encoder train": train, "encoder forward": forward}


class TorchCats:
    """Blocks of CATS verytiny on 8 devices, message dropout at q = 0.1.

    The engine's figure has embedding and head besides. `views` computes all
    devices' views of the state in one tensor, otherwise device by device.
    """

    DEVICES, BLOCKS, HEADS, LOSS = 8, 6, 16, 0.1

    def __init__(self, views):
        width, devices = WIDTH, self.DEVICES
        self.own = width // devices

        def weight(*shape):
            return (torch.rand(*shape) * 2 - 1) / width ** 0.5

        def block():
            return [p.requires_grad_() for p in (
                weight(devices, width, 3 * self.own),
                weight(devices, width, self.own),
                weight(devices, width, self.own),
                weight(devices, width, self.own),
                torch.zeros(devices, 3 * self.own),
                torch.zeros(devices, self.own), torch.zeros(devices, self.own),
                torch.zeros(devices, self.own),
                torch.ones(2, devices, width), torch.zeros(2, devices, width))]

        self.blocks = [block() for _ in range(self.BLOCKS)]
        self.optimizer = torch.optim.AdamW(
            [p for b in self.blocks for p in b], lr=1e-3, fused=True)
        self.x = torch.randn(BATCH, TOKENS, width)
        self.y = torch.randn(BATCH, TOKENS, width)
        self.views = views

    def heard(self):
        """Samples x receivers x columns: 1 where the column arrived."""
        devices = self.DEVICES

        def lives(*shape):
            return (torch.rand(*shape) >= self.LOSS).float()

        heard = (lives(BATCH, devices, devices) * lives(BATCH, devices, 1)
                 * lives(BATCH, 1, devices))
        heard = torch.maximum(heard, torch.eye(devices))
        return heard.repeat_interleave(self.own, 2)

    @staticmethod
    def norm(x, mask, gain, shift):
        count = mask.sum(-1, keepdim=True)
        centred = (x - (x * mask).sum(-1, keepdim=True) / count) * mask
        variance = (centred * centred).sum(-1, keepdim=True) / (count - 1)
        return (centred / (torch.sqrt(variance + 1e-7) + 1e-7) + shift) \
            * gain * mask

    def layer(self, x, weight, bias, norm=None):
        """The outputs of all devices, devices x samples x tokens x outputs."""
        heard = self.heard()
        if self.views:
            mask = heard.permute(1, 0, 2)[:, :, None]
            view = x[None] * mask
            if norm is not None:
                gain, shift = (n[:, None, None] for n in norm)
                view = self.norm(view, mask, gain, shift)
            flat = view.reshape(self.DEVICES, -1, WIDTH)
            made = torch.baddbmm(bias[:, None], flat, weight)
            return made.view(self.DEVICES, BATCH, TOKENS, -1)
        parts = []
        for device in range(self.DEVICES):
            mask = heard[:, device, None]
            view = x * mask
            if norm is not None:
                view = self.norm(view, mask, norm[0][device], norm[1][device])
            parts.append(torch.nn.functional.linear(
                view, weight[device].T, bias[device]))
        return torch.stack(parts)

    @staticmethod
    def whole(parts):
        return parts.permute(1, 2, 0, 3).flatten(2)

    def forward(self):
        x, size = self.x, WIDTH // self.HEADS
        for qkv, out, up, down, b0, b1, b2, b3, gain, shift in self.blocks:
            parts = self.layer(x, qkv, b0, (gain[0], shift[0]))
            q, k, v = (
                self.whole(p).view(BATCH, TOKENS, self.HEADS, size)
                .transpose(1, 2) for p in parts.chunk(3, -1))
            seen = torch.nn.functional.scaled_dot_product_attention(
                q, k, v, is_causal=True)
            seen = seen.transpose(1, 2).flatten(2)
            x = x + self.whole(self.layer(seen, out, b1))
            hidden = torch.relu(self.whole(
                self.layer(x, up, b2, (gain[1], shift[1]))))
            x = x + self.whole(self.layer(hidden, down, b3))
        return x

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.mse_loss(self.forward(), self.y).backward()
        self.optimizer.step()

    def evaluate(self):
        with torch.inference_mode():
            self.forward()

    def rates(self, seconds):
        return {
            "cats train": BATCH / median_seconds(self.step, seconds),
            "cats evaluate": BATCH / median_seconds(self.evaluate, seconds),
        }


class TorchAttention:
    """Causal attention of tiny heads, in heads a second of one thread."""

    def __init__(self):
        self.qkv = [torch.randn(*TINY) for _ in range(3)]
        self.leaves = [x.clone().requires_grad_() for x in self.qkv]

    def forward(self):
        with torch.inference_mode():
            torch.nn.functional.scaled_dot_product_attention(
                *self.qkv, is_causal=True)

    def both(self):
        for leaf in self.leaves:
            leaf.grad = None
        torch.nn.functional.scaled_dot_product_attention(
            *self.leaves, is_causal=True).sum().backward()

    def rates(self, seconds):
        count = TINY[0] * TINY[1]
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        found = {
            "tiny heads forward": count / median_seconds(
                self.forward, seconds),
            "tiny heads and back": count / median_seconds(self.both, seconds),
        }
        torch.set_num_threads(threads)
        return found


def torch_variants(options):
    """What PyTorch can be asked for, by name."""
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    variants = {
        "nn.TransformerEncoder": TorchEncoder(built_in()),
        "scaled_dot_product_attention": TorchEncoder(handwritten()),
        "cats, all views at once": TorchCats(views=True),
        "cats, device by device": TorchCats(views=False),
        "attention alone": TorchAttention(),
    }
    if options.compile:
        try:
            compiled = TorchEncoder(handwritten(), compiled=True)
            compiled.rates(0.1)
            variants["torch.compile"] = compiled
        except Exception as error:  # no compiler, no cache folder, ...
            print(f"torch.compile does not work here: {error}"[:200])
    return variants


def spread(values):
    """Half the range over the median, in percent."""
    return 50 * (max(values) - min(values)) / statistics.median(values)


def table(ours, theirs):
    """A row for each quantity; PyTorch's best variant stands for it."""
    rows = []
    for name, values in ours.items():
        row = {
            "quantity": name,
            "unit": "heads/s" if "heads" in name else "samples/s",
            "engine": round(statistics.median(values), 1),
            "engine_spread_percent": round(spread(values), 1),
        }
        variants = {
            variant: rounds[name] for variant, rounds in theirs.items()
            if name in rounds}
        if variants:
            best = max(
                variants, key=lambda v: statistics.median(variants[v]))
            row["pytorch"] = round(statistics.median(variants[best]), 1)
            row["pytorch_spread_percent"] = round(spread(variants[best]), 1)
            row["pytorch_variant"] = best
            row["ratio"] = round(statistics.median(
                a / b for a, b in zip(values, variants[best])), 2)
            row["ratio_of_best_rounds"] = round(
                max(values) / max(max(v) for v in variants.values()), 2)
        rows.append(row)
    return rows


def show(rows):
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [columns] + [
        [str(row.get(column, "")) for column in columns] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        print("  ".join(
            text.ljust(width) for text, width in zip(line, widths)).rstrip())
    return columns


def main():
    options = arguments()
    if not os.path.exists(options.bench):
        sys.exit(f"error: no {options.bench}\n"
                 "  remedy: swift build -c release --product shardbench-bench")
    if torch is None:
        print("PyTorch is not installed: only the engine is measured")
        variants = {}
    else:
        print(f"PyTorch {torch.__version__}, {options.threads} threads, "
              f"{options.rounds} rounds")
        variants = torch_variants(options)
    ours, theirs = {}, {name: {} for name in variants}
    for _ in range(options.rounds):
        for name, value in engine_round(options).items():
            ours.setdefault(name, []).append(value)
        for variant, program in variants.items():
            for name, value in program.rates(options.seconds).items():
                theirs[variant].setdefault(name, []).append(value)
    rows = table(ours, theirs)
    columns = show(rows)
    for variant, rounds in theirs.items():
        for name, values in rounds.items():
            print(f"  {variant}: {name} {statistics.median(values):.0f}/s")
    if any(value > 15 for row in rows for key, value in row.items()
           if key.endswith("spread_percent")):
        print("warning: rounds differ by more than 15 %: something else ran."
              " PyTorch's threads\n  wait for each other and suffer more from"
              " that; only the best rounds compare.")
    print(f"written: {options.csv}")
    with open(options.csv, "w", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
