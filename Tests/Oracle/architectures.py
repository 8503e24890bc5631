"""Writes Tests/SchemesTests/Fixtures with PyTorch, transformers and timm.

For each architecture a tiny random model under the tool's own names
(NAME.safetensors), our model file for it (NAME.yaml), input and output of a
batch (NAME.json), and the gradients of all weights under the same names
(NAME.gradients.safetensors). All is computed in double precision from
weights that were rounded to the type of the file:

    python3 Tests/Oracle/architectures.py
"""

import json
import pathlib

import timm
import torch
import transformers
from safetensors.torch import save_file
from timm.models.vision_transformer import VisionTransformer
from torch.nn.functional import cross_entropy, unfold
from transformers.utils import logging

FOLDER = pathlib.Path(__file__).parent.parent / "SchemesTests/Fixtures"
IMAGE = dict(channels=3, height=8, width=12, patch=4)
SAMPLES = 3


def randomize(model, kind):
    """Gains near one, products that keep the size of what goes through."""
    for name, weight in model.named_parameters():
        values = torch.randn(weight.shape, dtype=torch.float64)
        if weight.dim() == 1:
            values = values * 0.2 + (0 if name.endswith("bias") else 1)
        else:
            values = values * weight[0].numel() ** -0.5
        weight.data = values.to(kind).double()
    return model.double().eval()


def tokens(count, vocabulary):
    # 0 pads in BERT, which gives it no gradient.
    return torch.randint(1, vocabulary, (SAMPLES, count))


def write(name, model, entries, kind, yaml, logits, targets, **given):
    """`entries`: the names in the file, and the parameters."""
    loss = cross_entropy(logits.flatten(0, -2), targets.flatten())
    loss.backward()
    weights = {n: p.detach().to(kind).contiguous() for n, p in entries.items()}
    slopes = {n: p.grad.float().contiguous() for n, p in entries.items()}
    save_file(weights, FOLDER / f"{name}.safetensors", {"format": "pt"})
    save_file(slopes, FOLDER / f"{name}.gradients.safetensors")
    lines = [f"model: {name}", 'summary: "a tiny random model"']
    (FOLDER / f"{name}.yaml").write_text("\n".join(lines + yaml) + "\n")
    fixture = dict(
        source=f"PyTorch {torch.__version__.split('+')[0]}, transformers "
        f"{transformers.__version__}, timm {timm.__version__}",
        targets=targets.flatten().tolist(), loss=loss.item(),
        output=[round(x, 9) for x in logits.flatten().tolist()], **given)
    (FOLDER / f"{name}.json").write_text(
        json.dumps(fixture, indent=0, separators=(",", ":")) + "\n")


def parameters(model):
    return dict(model.named_parameters())


def gpt2():
    model = randomize(transformers.GPT2LMHeadModel(transformers.GPT2Config(
        n_embd=24, n_inner=40, n_layer=2, n_head=3, vocab_size=19,
        n_positions=8, bos_token_id=0, eos_token_id=0,
        attn_implementation="eager")), torch.float32)
    x = tokens(6, 19)
    write("gpt2-tiny", model, parameters(model), torch.float32, [
        "architecture: gpt2", "width: 24", "hidden: 40", "blocks: 2",
        "heads: 3", "vocabulary: 19", "context: 8"],
        model(x).logits, tokens(6, 19), tokens=x.tolist())


def llama():
    model = randomize(transformers.LlamaForCausalLM(transformers.LlamaConfig(
        hidden_size=24, intermediate_size=20, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, vocab_size=19,
        max_position_embeddings=8, rms_norm_eps=1e-5, bos_token_id=0,
        eos_token_id=0, attn_implementation="eager")), torch.bfloat16)
    x = tokens(6, 19)
    write("llama-tiny", model, parameters(model), torch.bfloat16, [
        "architecture: llama", "width: 24", "hidden: 20", "blocks: 2",
        "heads: 4", "key_value_heads: 2", "vocabulary: 19", "context: 8",
        "head: separate"],
        model(x).logits, tokens(6, 19), tokens=x.tolist())


def bert():
    model = randomize(
        transformers.BertForSequenceClassification(transformers.BertConfig(
            hidden_size=16, num_hidden_layers=2, num_attention_heads=4,
            intermediate_size=24, vocab_size=19, max_position_embeddings=8,
            num_labels=5, attn_implementation="eager")), torch.float32)
    x = tokens(6, 19)
    write("bert-tiny", model, parameters(model), torch.float32, [
        "architecture: bert", "width: 16", "hidden: 24", "blocks: 2",
        "heads: 4", "vocabulary: 19", "context: 8", "classes: 5"],
        model(x).logits, torch.tensor([4, 0, 2]), tokens=x.tolist())


def vit(name, model, entries, kind, epsilon, logits):
    size = IMAGE["patch"]
    images = torch.randn(
        SAMPLES, IMAGE["channels"], IMAGE["height"], IMAGE["width"],
        dtype=torch.float64).round(decimals=3)
    # Channel by channel, then row by row.
    patches = unfold(images, size, stride=size).transpose(1, 2)
    sides = ", ".join(f"{k}: {IMAGE[k]}" for k in (
        "channels", "height", "width"))
    write(name, model, entries, kind, [
        "architecture: vit", "width: 16", "hidden: 24", "blocks: 2",
        "heads: 2", f"image: {{ {sides} }}", f"patch: {size}", "classes: 5",
        f"norm_epsilon: {epsilon}"],
        logits(images), torch.tensor([1, 3, 0]), vectors=patches.tolist())


def vit_transformers():
    model = randomize(transformers.ViTForImageClassification(
        transformers.ViTConfig(
            hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
            intermediate_size=24, image_size=(8, 12), patch_size=4,
            num_channels=3, num_labels=5, layer_norm_eps=1e-5,
            attn_implementation="eager")), torch.float16)
    # Files keep the names of earlier versions.
    now = [("vit.layers.", "vit.encoder.layer."),
           ("attention.q_proj", "attention.attention.query"),
           ("attention.k_proj", "attention.attention.key"),
           ("attention.v_proj", "attention.attention.value"),
           ("attention.o_proj", "attention.output.dense"),
           ("mlp.fc1", "intermediate.dense"), ("mlp.fc2", "output.dense")]
    entries = {}
    for name, weight in model.named_parameters():
        for new, old in now:
            name = name.replace(new, old)
        entries[name] = weight
    vit("vit-tiny", model, entries, torch.float16, 1e-5,
        lambda images: model(images).logits)


def vit_timm():
    model = randomize(VisionTransformer(
        img_size=(8, 12), patch_size=4, in_chans=3, num_classes=5,
        embed_dim=16, depth=2, num_heads=2, mlp_ratio=1.5), torch.float32)
    vit("vit-tiny-timm", model, parameters(model), torch.float32, 1e-6, model)


def main():
    logging.set_verbosity_error()
    FOLDER.mkdir(exist_ok=True)
    for number, make in enumerate(
            [gpt2, llama, bert, vit_transformers, vit_timm]):
        torch.manual_seed(number)
        make()


if __name__ == "__main__":
    main()
