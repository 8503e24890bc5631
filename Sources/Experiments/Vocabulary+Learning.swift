import Cluster
import Schemes

extension Vocabulary {
  /// The settings of data and training.
  ///
  /// - Parameter schemes: the names of all schemes.
  static func learningSettings(schemes: [String]) -> [Setting] {
    [
      Setting("data.column", .text, "the column of a series (OT)"),
      Setting(
        "data.limit", .integer(1...100_000_000),
        "test samples at most; by default all"),
      Setting(
        "data.passes", .integer(1...10_000),
        "how often the test samples go through where messages are lost (1)"),
      Setting(
        "weights", .text,
        "a safetensors file with the weights; by default the model's own, or "
          + "what train.epochs trains"),
      Setting(
        "train_loss", .real(0...1),
        "probability that a message is lost while training (0)"),
      Setting(
        "train.loss_mode", .word(ClusterOptions.lossModes),
        "what is lost while training; by default as loss_mode says"),
      Setting(
        "train.epochs", .integer(1...1_000_000),
        "how often the training samples are gone through"),
      Setting(
        "train.base_epochs", .integer(1...1_000_000),
        "epochs of a training on one device that goes before; the scheme's own "
          + "then goes on from there at a tenth of the rate"),
      Setting(
        "train.scheme", .word(schemes),
        "how the model is split while training; by default as it is judged"),
      Setting(
        "train.devices", .integer(1...Cluster.deviceLimit),
        "how many devices train; by default as many as it is judged on"),
      Setting(
        "train.batch", .integer(1...1_000_000),
        "samples of a step of the optimizer (64)"),
      Setting(
        "train.micro_batch", .integer(1...1_000_000),
        "samples that are computed together (16); changes results by rounding"),
      Setting("train.rate", .real(0...10), "the highest learning rate (0.001)"),
      Setting(
        "train.warm_up", .real(0...1000),
        "epochs of linear warm-up from 1 % of the rate, before half a cosine to "
          + "zero (1)"),
      Setting(
        "train.decay", .real(0...10),
        "AdamW's decoupled weight decay, of all weights (0.01)"),
      Setting(
        "train.clip", .real(1e-6...1e9),
        "the norm to which gradients are shortened (1)"),
      Setting(
        "train.dropout", .real(0...0.99),
        "share of the elements of each half of a block that is left out (0)"),
      Setting(
        "train.patience", .integer(1...1_000_000),
        "epochs without a better validation loss after which training stops"),
      Setting(
        "train.samples", .integer(1...100_000_000),
        "training samples at most; by default all"),
      Setting(
        "train.validation_samples", .integer(1...100_000_000),
        "validation samples at most; by default all"),
      Setting(
        "train.start", .text,
        "a safetensors file with weights to begin with; by default random ones"),
      Setting(
        "prune_permute", .flag,
        "whether hidden units change places before columns are chosen, so that "
          + "strong weights lie within a device (false)"),
      Setting(
        "prune_start", .word(PruneStart.allCases.map(\.rawValue)),
        "when columns are chosen that stay: by the first weights, or after a "
          + "training without prune, which then goes on at a tenth of the rate"),
    ]
  }
}
