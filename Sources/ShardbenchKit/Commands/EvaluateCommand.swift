import Documents
import Experiments
import Foundation

/// Judges a model on data, through a scheme.
enum EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "judge a model's weights on data, through a scheme"
  static let operands = ""
  static let options =
    LearningOptions.options + [
      CommandOption(
        "weights", "FILE",
        "safetensors with the weights, also under the names of Hugging Face "
          + "or timm; by default the model's own checkpoint"),
      CommandOption("loss", "P", "probability that a message is lost"),
      CommandOption(
        "metric", "M",
        "accuracy, cross_entropy, perplexity or mse; by "
          + "default all that the data gives"),
      CommandOption("json", "print JSON"),
    ]
  static let details = """
    All samples of the test part go through the model; --set data.limit=N
    takes the first N, --set data.passes=N repeats them with other losses.

      shardbench evaluate --model kwt1 --data kwt1
      shardbench evaluate --model kwt1 --data kwt1 --scheme tensor-parallel \\
        --devices 4
      shardbench evaluate --model cats-verytiny-d8 --data etth2 \\
        --weights cats.safetensors --scheme cats --devices 8 --loss 0.1
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let learning = try LearningOptions.learning(
      arguments, own: [("weights", "weights"), ("loss", "loss")])
    let wanted = arguments.all("metric").flatMap {
      $0.split(separator: ",").map(String.init)
    }
    for metric in wanted { try learning.checkMetric(metric) }
    LearningOptions.tellSource(learning, arguments)
    let found = try learning.evaluate(learning.loadWeights())
      .filter { wanted.isEmpty || wanted.contains($0.key) }
      .sorted { $0.key < $1.key }
    guard arguments.has("json") else {
      return print(
        Help.rows(
          [("data", learning.source.label)]
            + found.map { ($0.key, String(format: "%.9g", $0.value)) }))
    }
    let members =
      [JSONValue.Member("data_source", .string(learning.source.label))]
      + found.map { JSONValue.Member($0.key, .real($0.value)) }
    print(JSONValue.object(members).prettyText)
  }
}
