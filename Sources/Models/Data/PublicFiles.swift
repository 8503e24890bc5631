extension PublicFile {
  private static let tinyllamas =
    "https://huggingface.co/karpathy/tinyllamas/resolve/main/"
  private static let mnist =
    "https://storage.googleapis.com/cvdf-datasets/mnist/"
  private static let ett =
    "https://raw.githubusercontent.com/zhouhaoyi/ETDataset/main/ETT-small/"
  private static let uci =
    "https://archive.ics.uci.edu/ml/machine-learning-databases/optdigits/"
  private static let gpt2 =
    "https://openaipublic.blob.core.windows.net/gpt-2/encodings/main/"
  private static let wikitext =
    "https://raw.githubusercontent.com/pytorch/examples/main/"
    + "word_language_model/data/wikitext-2/"
  private static let header =
    "the second digest is of the same rows without a line of names"
  private static let repacked =
    "repacked from ARM-software/keyword-transformer @237e409; no public home"

  /// Every file of the data folder, by folder.
  public static let all: [PublicFile] = [
    .init(
      "stories260K/stories260K.bin",
      tinyllamas + "stories260K/stories260K.bin",
      sha256:
        "b0a507e7ad0f626624f17112325e66691f9076d622e1d3274d103d00299f2696"),
    .init(
      "stories260K/tok512.bin", tinyllamas + "stories260K/tok512.bin",
      sha256:
        "037cb335abb25d1fa9e8ecae30ed2a3a8ace9302862ebcdc05d51a6bbb10c312"),
    .init(
      "stories260K/expected_greedy_200.txt", nil,
      sha256:
        "beeb5cb46785efee81a8545300b31e396b595e5ce6f3b77db201545501981d14",
      isOptional: true,
      note: "the text that llama2.c's own test expects; not a file there"),
    .init(
      "stories15M.bin", tinyllamas + "stories15M.bin",
      sha256:
        "cd590644d963867a2b6e5a1107f51fad663c41d79c149fbecbbb1f95fa81f49a",
      isOptional: true),
    .init(
      "stories42M.bin", tinyllamas + "stories42M.bin",
      sha256:
        "9f65a1000e17d0bc167dd6332e0ce5119a0222a3d920cead5bce413bfab2ee7b",
      isOptional: true),
    .init(
      "llama2c-tokenizer/tokenizer.bin",
      "https://raw.githubusercontent.com/karpathy/llama2.c/master/"
        + "tokenizer.bin",
      sha256:
        "50a52ef822ee9e83de5ce9d0be0a025a773d019437f58b5ff9dcafb063ece361"),
    .init(
      "mnist/train-images-idx3-ubyte.gz",
      mnist + "train-images-idx3-ubyte.gz",
      sha256:
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      isPacked: true),
    .init(
      "mnist/train-labels-idx1-ubyte.gz",
      mnist + "train-labels-idx1-ubyte.gz",
      sha256:
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      isPacked: true),
    .init(
      "mnist/t10k-images-idx3-ubyte.gz", mnist + "t10k-images-idx3-ubyte.gz",
      sha256:
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      isPacked: true),
    .init(
      "mnist/t10k-labels-idx1-ubyte.gz", mnist + "t10k-labels-idx1-ubyte.gz",
      sha256:
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
      isPacked: true),
    .init(
      "ett/ETTh1.csv", ett + "ETTh1.csv",
      sha256:
        "f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066"),
    .init(
      "ett/ETTh2.csv", ett + "ETTh2.csv",
      sha256:
        "a3dc2c597b9218c7ce1cd55eb77b283fd459a1d09d753063f944967dd6b9218b"),
    .init(
      "uci-digits/optdigits.tra", uci + "optdigits.tra",
      sha256:
        "83b5fd08ac1e96b0509c7fbac516c0259026240b432cc738dbd746e3a8549834",
      "e1b683cc211604fe8fd8c4417e6a69f31380e0c61d4af22e93cc21e9257ffedd",
      note: header),
    .init(
      "uci-digits/optdigits.tes", uci + "optdigits.tes",
      sha256:
        "01eb9e7627f764dc96a2dc1dfcca661b33751eda5db9833e1ca531115309731e",
      "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
      note: header),
    .init(
      "tinyshakespeare/input.txt",
      "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/"
        + "tinyshakespeare/input.txt",
      sha256:
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
    .init(
      "gpt2-bpe/encoder.json", gpt2 + "encoder.json",
      sha256:
        "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783"),
    .init(
      "gpt2-bpe/vocab.bpe", gpt2 + "vocab.bpe",
      sha256:
        "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"),
    .init(
      "wikitext2/valid.txt", wikitext + "valid.txt",
      sha256:
        "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8"),
    .init(
      "wikitext2/test.txt", wikitext + "test.txt",
      sha256:
        "d790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0"),
    .init(
      "kwt1/kwt1.safetensors", nil,
      sha256:
        "1501d92236e92484262c91bd09faf8adeb98970896da15d622f063d706908cc3",
      isOptional: true, note: repacked),
    .init(
      "kwt1/mfcc_300x98x40.f32", nil,
      sha256:
        "7a074f0ad8c60bac81948c8670293cc6104c7b50f8bf193d636562e214f723a9",
      isOptional: true, note: repacked),
    .init(
      "kwt1/ref_logits_300x12.f32", nil,
      sha256:
        "b0bb3d9cb12ed41632fcf5d17b33d377578cb939a43c9c06f3c2aa953d6378ae",
      isOptional: true, note: repacked),
    .init(
      "kwt1/clips.csv", nil,
      sha256:
        "f4e37fc725231b276d6828da61e0e32451805bc61779f9ffa48256d49e3b0e89",
      isOptional: true, note: repacked),
    .init(
      "kwt1/labels.txt", nil,
      sha256:
        "d19753ae642d3a5ab8eb8042f5df4d1d8c40afc6bb8ae4b7b16a808bc8ce6efd",
      isOptional: true, note: repacked),
  ]
}
