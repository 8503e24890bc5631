"""Trains the forecaster of CATS (arXiv:2605.15694), 'verytiny', with PyTorch:
column OT of ETT, one device, no message loss. The errors say what
experiments/models/cats-verytiny.yaml can reach before it is distributed.

Prints the test error of repeating the last value, then each epoch, each run,
and mean and deviation (over one less than the runs) a set. All errors are
mean squares in z-scores, over windows, positions and rows; the test error is
that of the weights of the epoch with the least validation error.

    python3 Tests/Oracle/cats_forecast.py --csv cats_forecast.csv
"""

import argparse
import copy
import csv
import math
import os
import pathlib
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

CONTEXT, PATCH, HORIZON = 512, 16, 96
COUNT = CONTEXT // PATCH
WIDTH, HEADS, BLOCKS, POSITIONS, DROPOUT = 128, 16, 6, 512, 0.1
PEAK, START = 1e-3, 0.01


def windows(path):
    """Training, validation and test windows, each `windows x rows`."""
    with open(path, newline="") as file:
        rows = [float(row["OT"]) for row in csv.DictReader(file)]
    values = torch.tensor(rows, dtype=torch.float64)
    train, test = len(rows) * 60 // 100, len(rows) * 20 // 100
    known = values[:train]
    scores = ((values - known.mean()) / known.std(correction=0)).float()
    return [part.unfold(0, CONTEXT + HORIZON, 1)
            for part in scores.split([train, len(rows) - train - test, test])]


def examples(batch, padding):
    """What the model takes in, its targets, and mean and deviation.

    `padding` is rows by sample: the sequence begins with as many zeros.
    """
    padding = padding[:, None]
    rows = torch.arange(CONTEXT) - padding
    real = rows >= 0
    x = batch.gather(1, rows.clamp(min=0)).double()
    count = CONTEXT - padding
    mean = (x * real).sum(1, keepdim=True) / count
    variance = ((x - mean).square() * real).sum(1, keepdim=True) / count
    deviation = variance.sqrt() + 1e-5
    normed = ((x - mean) / deviation * real).float()
    vectors = torch.cat([part.view(-1, COUNT, PATCH)
                         for part in (normed, (~real).float())], -1)
    following = torch.arange(1, COUNT + 1)[:, None] * PATCH
    following = (following + torch.arange(HORIZON)).flatten()
    target = batch.gather(1, following - padding).view(-1, COUNT, HORIZON)
    return (vectors, target, mean.float()[..., None],
            deviation.float()[..., None])


def linear(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    nn.init.uniform_(layer.weight, -inputs ** -0.5, inputs ** -0.5)
    nn.init.zeros_(layer.bias)
    return layer


class Norm(nn.Module):
    """LayerNorm as CATS has it: unbiased, shift before gain."""

    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(WIDTH))
        self.shift = nn.Parameter(torch.zeros(WIDTH))

    def forward(self, x):
        variance, mean = torch.var_mean(x, -1, correction=1, keepdim=True)
        normed = (x - mean) / ((variance + 1e-7).sqrt() + 1e-7)
        return (normed + self.shift) * self.gain


class Residual(nn.Module):
    """Two layers with ReLU between them, beside a third that skips `norm`."""

    def __init__(self, inputs, outputs, norm=None):
        super().__init__()
        self.norm = norm or nn.Identity()
        self.up, self.down = linear(inputs, WIDTH), linear(WIDTH, outputs)
        self.skip = linear(inputs, outputs)

    def forward(self, x):
        return self.down(self.up(self.norm(x)).relu()) + self.skip(x)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm, self.feed_forward_norm = Norm(), Norm()
        self.query, self.key, self.value, self.output, self.up, self.down = (
            linear(WIDTH, WIDTH) for _ in range(6))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x):
        y = self.attention_norm(x)
        query, key, value = (
            layer(y).unflatten(-1, (HEADS, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value))
        y = functional.scaled_dot_product_attention(
            query, key, value, is_causal=True)
        x = x + self.dropout(self.output(y.transpose(1, 2).flatten(2)))
        y = self.up(self.feed_forward_norm(x)).relu()
        return x + self.dropout(self.down(y))


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = Residual(2 * PATCH, WIDTH)
        self.positions = nn.Parameter(torch.randn(POSITIONS, WIDTH))
        self.blocks = nn.Sequential(*(Block() for _ in range(BLOCKS)))
        self.head = Residual(WIDTH, HORIZON, Norm())

    def forward(self, vectors):
        x = self.embedding(vectors) + self.positions[:vectors.shape[1]]
        return self.head(self.blocks(x))


def repeated(vectors):
    """The last row of each patch, for every row that follows."""
    return vectors[..., PATCH - 1:PATCH].expand(-1, -1, HORIZON)


def loss(model, batch, padding):
    vectors, target, mean, deviation = examples(batch, padding)
    return functional.mse_loss(model(vectors) * deviation + mean, target)


@torch.no_grad()
def error(model, part, size=512):
    """The mean square over all windows of `part`."""
    return sum(loss(model, batch, torch.zeros(len(batch), dtype=torch.long))
               .item() * len(batch) for batch in part.split(size)) / len(part)


def rate(step, warm_up, total):
    if step < warm_up:
        return PEAK * (START + (1 - START) * step / warm_up)
    share = (step - warm_up) / (total - warm_up)
    return PEAK * (1 + math.cos(math.pi * share)) / 2


def run(parts, seed, epochs, size, label):
    """Trains one model: its best epoch, validation and test error."""
    torch.manual_seed(seed)
    train, validation, test = parts
    model = Forecaster()
    optimizer = torch.optim.AdamW(
        model.parameters(), PEAK, betas=(0.9, 0.999), eps=1e-8,
        weight_decay=1e-3)
    steps, step = math.ceil(len(train) / size), 0
    best = (math.inf, 0, None)
    for epoch in range(1, epochs + 1):
        start, total = time.perf_counter(), 0
        model.train()
        for samples in torch.randperm(len(train)).split(size):
            for group in optimizer.param_groups:
                group["lr"] = rate(step, steps, epochs * steps)
            value = loss(model, train[samples],
                         torch.randint(PATCH, (len(samples),)))
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1)
            optimizer.step()
            total += value.item() * len(samples)
            step += 1
        speed = len(train) / (time.perf_counter() - start)
        model.eval()
        judged = error(model, validation)
        print(f"{label} epoch {epoch}: train {total / len(train):.5f} "
              f"validation {judged:.5f}, {speed:.0f} samples/s", flush=True)
        if judged < best[0]:
            best = (judged, epoch, copy.deepcopy(model.state_dict()))
    judged, epoch, weights = best
    if weights is None:
        raise SystemExit(f"{label}: no epoch gave a finite validation error")
    model.load_state_dict(weights)
    return epoch, judged, error(model, test)


def options():
    folder = os.environ.get("SHARDBENCH_DATA", "data")
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, metavar="FOLDER",
                        default=pathlib.Path(folder) / "ett",
                        help="the folder with ETTh1.csv")
    parser.add_argument("--sets", nargs="+", default=["ETTh1", "ETTh2"])
    parser.add_argument("--seeds", type=int, default=3, help="runs a set")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--csv", type=pathlib.Path, metavar="FILE")
    return parser.parse_args()


def main():
    given = options()
    torch.set_num_threads(given.threads)
    rows = [("data", "seed", "epochs", "best_epoch", "validation_mse", "mse",
             "seconds")]
    summary = []
    for name in given.sets:
        parts = windows(given.data / f"{name}.csv")
        print(f"{name}: {' + '.join(str(len(part)) for part in parts)} "
              f"windows; repeating the last value: test "
              f"{error(repeated, parts[2]):.5f}", flush=True)
        errors = []
        for seed in range(given.seeds):
            start, label = time.perf_counter(), f"{name} seed {seed}"
            epoch, judged, tested = run(
                parts, seed, given.epochs, given.batch, label)
            seconds = time.perf_counter() - start
            print(f"{label}: test {tested:.5f} by epoch {epoch}, "
                  f"{seconds:.0f} s", flush=True)
            errors.append(tested)
            rows.append((name, seed, given.epochs, epoch, f"{judged:.6f}",
                         f"{tested:.6f}", f"{seconds:.1f}"))
            if given.csv:  # After each run, so that a break loses one.
                with given.csv.open("w", newline="") as file:
                    csv.writer(file, lineterminator="\n").writerows(rows)
        spread = statistics.stdev(errors) if len(errors) > 1 else 0
        summary.append(f"{name}: test {statistics.mean(errors):.5f} "
                       f"+- {spread:.5f} over {len(errors)} runs")
    print("\n".join(summary))


if __name__ == "__main__":
    main()
