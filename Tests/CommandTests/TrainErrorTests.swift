import Foundation
import Testing

/// What `train` and `evaluate` refuse, word for word, and that they leave
/// nothing behind.
struct TrainErrorTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var words: [String]
    var status: Int32 = 64
    var text: String
  }

  private static let train = [
    "train", "--model", "tiny-vit", "--data", "generated-glyphs", "--epochs",
    "1", "--output", "w.safetensors",
  ]
  private static let evaluate = [
    "evaluate", "--model", "tiny-vit", "--data", "generated-glyphs",
  ]

  private static let sets =
    "model-samples, mnist, cifar10, optdigits, etth1, etth2, kwt1, "
    + "tinyshakespeare, generated-glyphs, generated-series"

  private static func seeHelp(_ problem: String, _ command: String) -> String {
    "error: \(problem)\n  remedy: see 'shardbench \(command) --help'\n"
  }

  private static func unwritable(_ file: String, _ reason: String) -> String {
    """
    \(file): error: cannot write the file: \(reason)
      remedy: check the folder, its permissions and the disk's space

    """
  }

  static let faults: [Fault] = [
    Fault(
      testDescription: "unknown data set",
      words: [
        "train", "--model", "tiny-vit", "--data", "mnits", "--output", "w",
      ],
      text: """
        --data mnits: error: 'mnits' is not a value of 'data.set'
          expected: one of: \(sets)
          remedy: did you mean 'mnist'?

        """),
    Fault(
      testDescription: "data of another kind",
      words: [
        "train", "--model", "tiny-vit", "--data", "etth2", "--output", "w",
      ],
      text: """
        error: 'tiny-vit' cannot take 'etth2': it is not what the model takes in
          remedy: choose another set with data.set, or another model

        """),
    Fault(
      testDescription: "unknown metric",
      words: evaluate + ["--metric", "accuracy,mse"],
      text: """
        error: 'generated-glyphs' gives no mse
          expected: one of: accuracy, cross_entropy

        """),
    Fault(
      testDescription: "no weights", words: evaluate,
      text: """
        error: 'tiny-vit' has no weights
          expected: weights in a file, or settings to train with
          remedy: name a file with --weights (in a manifest: weights), or give \
        train.epochs

        """),
    Fault(
      testDescription: "no file with weights",
      words: evaluate + ["--weights", "none.safetensors"], status: 65,
      text: """
        none.safetensors: error: cannot read the file: there is no such file
          remedy: fetch it with 'make data', or set SHARDBENCH_DATA to the \
        folder that holds it

        """),
    Fault(
      testDescription: "weights of another shape",
      words: evaluate + ["--weights", "other.safetensors"], status: 65,
      text: """
        other.safetensors: error: entry 'embedding.input' has the shape \
        [8, 196]
          expected: [16, 196], by the sizes of 'tiny-vit'
          remedy: use the weights that belong to the model

        """),
    Fault(
      testDescription: "no folder for the weights",
      words: train + ["--output", "no/w.safetensors"], status: 65,
      text: unwritable("no/w.safetensors", "its folder is missing or protected")
    ),
    Fault(
      testDescription: "a folder for the weights",
      words: train + ["--output", "experiments"], status: 65,
      text: unwritable("experiments", "it is a folder")),
    Fault(
      testDescription: "no folder for the checkpoint",
      words: train + ["--checkpoint", "no/c.safetensors"], status: 65,
      text: unwritable("no/c.safetensors", "its folder is missing or protected")
    ),
    Fault(
      testDescription: "loss above one", words: train + ["--loss", "1.5"],
      text: """
        --loss 1.5: error: '1.5' is not a value of 'train_loss'
          expected: a number from 0 to 1

        """),
    Fault(
      testDescription: "loss below nothing",
      words: evaluate + ["--loss", "-0.1"],
      text: """
        --loss -0.1: error: '-0.1' is not a value of 'loss'
          expected: a number from 0 to 1

        """),
    Fault(
      testDescription: "no epochs", words: train + ["--epochs", "0"],
      text: """
        --epochs 0: error: '0' is not a value of 'train.epochs'
          expected: an integer from 1 to 1000000

        """),
    Fault(
      testDescription: "no model",
      words: ["train", "--output", "w.safetensors"],
      text: seeHelp("'train' needs --model", "train")),
    Fault(
      testDescription: "no output", words: ["train", "--model", "tiny-vit"],
      text: seeHelp("'train' needs --output", "train")),
    Fault(
      testDescription: "a word too much", words: evaluate + ["x"],
      text: seeHelp(
        "'evaluate' does not know what to do with 'x'", "evaluate")),
    Fault(
      testDescription: "more devices than heads",
      words: train + ["--scheme", "cats", "--devices", "5"],
      text: """
        error: cats cannot split 'tiny-vit' over 5 devices
          expected: at most 4, one for each of its heads
          remedy: use at most 4 devices, or another scheme

        """),
    Fault(
      testDescription: "a model of words for cats",
      words: [
        "train", "--model", "tiny", "--scheme", "cats", "--output", "w",
      ],
      text: """
        error: cats cannot run 'tiny'
          expected: LayerNorm
          remedy: choose another scheme or another model

        """),
    Fault(
      testDescription: "clips that nobody learns from",
      words: [
        "train", "--model", "tiny-vit", "--data", "kwt1", "--output", "w",
      ],
      text: """
        error: 'tiny-vit' cannot take 'kwt1': it is not what the model takes in
          remedy: choose another set with data.set, or another model

        """),
  ]

  @Test(arguments: faults)
  func saysWhatIsWrong(_ fault: Fault) throws {
    try Scratch.learning { scratch in
      if fault.words.contains("other.safetensors") {
        try scratch.write(
          TinyLearners.vit.replacing("width: 16\n", with: "width: 8\n")
            .replacing("tiny-vit", with: "other"),
          to: "experiments/models/other.yaml")
        let made = try scratch.train(
          model: "other", into: "other.safetensors", epochs: 1)
        #expect(made.status == 0)
      }
      let before = scratch.names(in: ".")
      let output = try scratch.run(fault.words)
      #expect(output.err == fault.text)
      #expect(output.status == fault.status)
      #expect(output.out == "")
      #expect(scratch.names(in: ".") == before)
    }
  }
}
