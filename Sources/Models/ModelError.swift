import Diagnostics

/// What can be wrong with a model, its files or its input.
public enum ModelError: Error, Equatable {
  /// A size that makes no model.
  case size(model: String, what: String, value: Int, expected: String)
  /// A file that is not there or cannot be read.
  case unreadable(file: String, reason: String)
  /// A file of another kind.
  case notACheckpoint(file: String, found: String)
  /// A checkpoint whose header makes no model.
  case header(file: String, what: String, value: Int, expected: String)
  /// A checkpoint of the wrong length.
  case length(file: String, bytes: Int, expected: Int)
  /// A tokenizer that ends early or holds nonsense.
  case tokenizer(file: String, entry: Int, problem: String)
  /// Parts that devices cannot share equally.
  case unequal(
    scheme: String, model: String, devices: Int, part: String, count: Int)
  /// More devices than the model has parts for.
  case split(
    scheme: String, model: String, devices: Int, limit: Int, part: String)
  /// A position behind the end of the context.
  case context(model: String, position: Int, limit: Int)
  /// A batch of texts of different lengths.
  case batch(Int, Int)
  /// Tokens for a model of vectors, or the other way round.
  case input(model: String, expected: String)
  /// A batch for a scheme that takes one sample at a time.
  case oneByOne(String)
  /// A share to keep back that is none.
  case prune(Double)
  /// A share to keep back, for a scheme that sends everything.
  case unpruned(String)
  /// What is sent was chosen for other devices.
  case sentColumns(model: String, devices: Int, chosenFor: Int)
  /// A model that a scheme cannot run, and what it would need.
  case unfit(scheme: String, model: String, needs: String)
  /// A model that cannot be run in int8.
  case int8(model: String)
  /// A scheme's own weight that the model does not have.
  case noAdditions(scheme: String, name: String)
  /// An option of a scheme that does not suit the model.
  case option(String, value: String, expected: String)
  /// A layer with sums of so many products that int8 would not be exact.
  case inexact(weight: String, terms: Int)
}

extension ModelError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .size(let model, let what, let value, let expected):
      Diagnosis(
        "model '\(model)' has \(what) \(value)", expected: expected)
    case .unreadable(let file, let reason):
      Diagnosis(
        "cannot read the file: \(reason)", at: .init(file: file),
        remedy: "check the path and its permissions")
    case .notACheckpoint(let file, let found):
      Diagnosis(
        "this is \(found)", at: .init(file: file),
        expected:
          "the legacy format (v0): seven 32-bit sizes, then fp32 values",
        remedy: "export the model with llama2.c's export.py --version 0")
    case .header(let file, let what, let value, let expected):
      Diagnosis(
        "the checkpoint's header gives \(what) = \(value)",
        at: .init(file: file), expected: expected,
        remedy: "this is no llama2.c v0 checkpoint, or it is damaged: "
          + "fetch it again")
    case .length(let file, let bytes, let expected):
      Diagnosis(
        bytes < expected
          ? "the checkpoint ends after \(bytes) bytes"
          : "the checkpoint goes on after its last weight: \(bytes) bytes",
        at: .init(file: file), expected: "\(expected) bytes, by its header",
        remedy: "fetch the file again")
    case .tokenizer(let file, let entry, let problem):
      Diagnosis(
        "entry \(entry) of the tokenizer \(problem)", at: .init(file: file),
        remedy: "use the tokenizer that belongs to the checkpoint")
    case .unequal(let scheme, let model, let devices, let part, let count):
      Diagnosis(
        "\(scheme) cannot share the \(counted(count, "\(part.dropLast())")) of "
          + "'\(model)' out equally to \(devices) devices",
        expected: "a number of devices that divides its "
          + part,
        remedy: "use " + Self.divisors(of: count)
          + " devices, or set shares=any: then some have one more than others",
        exit: .usage)
    case .split(let scheme, let model, let devices, let limit, let part):
      Diagnosis(
        "\(scheme) cannot split '\(model)' over \(devices) devices",
        expected: "at most \(limit), one for each of its \(part)",
        remedy: "use at most \(limit) devices, or another scheme", exit: .usage)
    case .context(let model, let position, let limit):
      Diagnosis(
        "position \(position) is behind the end of the context of '\(model)'",
        expected: "at most \(limit) positions",
        remedy: "ask for fewer steps or a shorter prompt", exit: .usage)
    case .batch(let length, let expected):
      Diagnosis(
        "a text of \(length) tokens in a batch of texts of \(expected)",
        expected: "texts of one length")
    case .input(let model, let expected):
      Diagnosis(
        "'\(model)' cannot take this input in", expected: expected,
        exit: .usage)
    case .oneByOne(let scheme):
      Diagnosis(
        "\(scheme) takes one sample at a time", expected: "no batch")
    case .prune(let share):
      Diagnosis(
        "a share of \(share) cannot be kept back", expected: "0 to 1",
        exit: .usage)
    case .unpruned(let scheme):
      Diagnosis(
        "\(scheme) sends everything: there is nothing to prune",
        remedy: "set prune to 0, or choose the scheme cats", exit: .usage)
    case .sentColumns(let model, let devices, let chosenFor):
      Diagnosis(
        "the columns that '\(model)' sends were chosen for "
          + "\(chosenFor) devices, not \(devices)",
        remedy: "run it on \(chosenFor) devices, or train it for \(devices)",
        exit: .usage)
    case .unfit(let scheme, let model, let needs):
      Diagnosis(
        "\(scheme) cannot run '\(model)'", expected: needs,
        remedy: "choose another scheme or another model", exit: .usage)
    case .noAdditions(let scheme, let name):
      Diagnosis(
        "the model has no weights of \(scheme) ('\(name)')",
        remedy: "train it with this scheme, or choose another scheme",
        exit: .usage)
    case .option(let name, let value, let expected):
      Diagnosis(
        "\(name) cannot be \(value) here", expected: expected, exit: .usage)
    case .int8(let model):
      Diagnosis(
        "'\(model)' cannot be run in int8 as a language model is",
        expected: "a model that continues a text, without bottlenecks and "
          + "joined neighbours", exit: .usage)
    case .inexact(let weight, let terms):
      Diagnosis(
        "sums of \(terms) int8 products with '\(weight)' can exceed 2^24, "
          + "beyond which fp32 does not hold all whole numbers",
        expected: "weights of one output that add up to at most 131,072 "
          + "steps, as those of 1,032 inputs always do",
        remedy: "run this model in fp32")
    }
  }

  /// The divisors of `count`, in words; of many the powers of two.
  private static func divisors(of count: Int) -> String {
    let all = (1...max(1, min(count, 1024))).filter { count % $0 == 0 }
    let few = all.count <= 8 ? all : all.filter { $0 & ($0 - 1) == 0 }
    return few.dropLast().map(String.init).joined(separator: ", ")
      + (few.count > 1 ? " or " : "") + "\(few.last ?? 1)"
  }
}
