"""Known encodings of GPT-2's tokenizer, by Hugging Face's `tokenizers`.

    pip install tokenizers
    python gpt2_bpe.py DATA/gpt2-bpe > ../DataTests/Fixtures/gpt2.json

Writes a list of [text, [token, ...]] as JSON, one pair a line.
"""
import json
import sys

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

TEXTS = [
    "", " ", "  ", "\n", "\n\n", "a", "Hello world", "Hello, world!",
    " Hello  world ", "The quick brown fox jumps over the lazy dog.",
    "I'm you're he'll they've she'd it's don't 'tis 'S 'LL",
    "'s't're've'm'll'd'x''", "rock'n'roll o'clock", "a  b   c    d",
    "tab\tand\t\ttabs", "line\nline\r\nline\n \n  end  ",
    "x = 3.14159; y[0] += 1e-10", "12345678901234567890", "1st 2nd 3rd",
    "snake_case camelCase SCREAMING_CASE", "<|endoftext|>", "@-@ <unk> @,@",
    "naïve café façade", "Ünïcödé", "Straße", "Привет, мир!", "你好,世界",
    "こんにちは世界", "안녕하세요", "مرحبا بالعالم", "שלום", "नमस्ते",
    "🙂", "👩‍👩‍👧‍👦 family", "🇩🇪🇫🇷", "e\u0301 combining",
    "½ ² Ⅷ ①", "a\u00a0b\u2003c\u3000d", "zero\u200bwidth", "\ufeffBOM",
    "\u0000\u0001\u001f", "\u0085next\u2028line", "\x1c\x1d", "€100 £5 ¥",
    "→ ← ↑ ↓ ∑ ∫ √ ∞", "http://example.com/?q=a&b=c#d", "--flag=value",
    "...", "…", "!!!???", "    indented code\n        more", "e" * 100,
    "ab" * 70, "antidisestablishmentarianism", "supercalifragilistic",
    " the the the", "ǅ ǈ", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "मूल ਪੰਜਾਬੀ ไทย", "ﬁ ﬂ ligatures",
]


def main(folder):
    bpe = models.BPE.from_file(f"{folder}/encoder.json", f"{folder}/vocab.bpe")
    tokenizer = Tokenizer(bpe)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    lines = []
    for text in TEXTS:
        ids = tokenizer.encode(text).ids
        assert tokenizer.decode(ids) == text, text
        lines.append(json.dumps([text, ids]))
    print("[" + ",\n".join(lines) + "]")


if __name__ == "__main__":
    main(sys.argv[1])
