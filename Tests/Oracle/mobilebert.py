"""Writes Tests/SchemesTests/Fixtures/mobilebert-*.* with transformers.

A tiny random MobileBERT with classes, and one of its blocks alone, in the files
that architectures.py writes for the other families:

    python3 Tests/Oracle/mobilebert.py
"""

import json
import pathlib

import torch
import transformers
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy
from transformers.models.mobilebert.modeling_mobilebert import MobileBertLayer

FOLDER = pathlib.Path(__file__).parent.parent / "SchemesTests/Fixtures"
SAMPLES = 3
# Without the pooler's layer, as google/mobilebert-uncased is.
CONFIG = transformers.MobileBertConfig(
    hidden_size=20, intermediate_size=14, intra_bottleneck_size=12,
    num_hidden_layers=2, num_attention_heads=3, num_feedforward_networks=3,
    embedding_size=6, vocab_size=19, max_position_embeddings=8,
    classifier_activation=False, num_labels=5, attn_implementation="eager")
BLOCKS = ["width: 20", "hidden: 14", "heads: 3", "bottleneck: 12",
          "feed_forwards: 3"]


def randomize(model):
    """Gains near one, products that keep the size of what goes through."""
    for name, weight in model.named_parameters():
        values = torch.randn(weight.shape, dtype=torch.float64)
        if weight.dim() == 1:
            values = values * 0.2 + (0 if name.endswith("bias") else 1)
        else:
            values = values * weight[0].numel() ** -0.5
        weight.data = values.float().double()
    return model.double().eval()


def write(name, entries, yaml, output, targets, **given):
    """`entries`: the names in the file, and the parameters."""
    loss = cross_entropy(output.flatten(0, -2), targets.flatten())
    loss.backward()
    weights = {n: p.detach().float() for n, p in entries.items()}
    slopes = {n: p.grad.float() for n, p in entries.items()}
    save_file(weights, FOLDER / f"{name}.safetensors", {"format": "pt"})
    save_file(slopes, FOLDER / f"{name}.gradients.safetensors")
    lines = [f"model: {name}", 'summary: "a tiny random model"']
    (FOLDER / f"{name}.yaml").write_text("\n".join(lines + yaml) + "\n")
    fixture = dict(
        source=f"PyTorch {torch.__version__.split('+')[0]}, transformers "
        f"{transformers.__version__}",
        targets=targets.flatten().tolist(), loss=loss.item(),
        output=[round(x, 9) for x in output.flatten().tolist()], **given)
    (FOLDER / f"{name}.json").write_text(
        json.dumps(fixture, indent=0, separators=(",", ":")) + "\n")


def whole():
    torch.manual_seed(5)
    model = randomize(
        transformers.MobileBertForSequenceClassification(CONFIG))
    # 0 pads, which gets no gradient.
    x = torch.randint(1, 19, (SAMPLES, 6))
    write("mobilebert-tiny", dict(model.named_parameters()), [
        "architecture: mobilebert", "blocks: 2", "vocabulary: 19",
        "context: 8", "embedding: 6", "classes: 5"] + BLOCKS,
        model(x).logits, torch.tensor([4, 0, 2]), tokens=x.tolist())


def block():
    torch.manual_seed(6)
    layer = randomize(MobileBertLayer(CONFIG))
    x = torch.randn(SAMPLES, 5, 20, dtype=torch.float64).round(decimals=3)
    entries = {f"mobilebert.encoder.layer.0.{name}": weight
               for name, weight in layer.named_parameters()}
    write("mobilebert-block-tiny", entries, [
        "architecture: mobilebert-block", "blocks: 1"] + BLOCKS,
        layer(x), torch.randint(0, 20, (SAMPLES, 5)), vectors=x.tolist())


if __name__ == "__main__":
    whole()
    block()
