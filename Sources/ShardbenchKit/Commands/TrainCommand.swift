import Experiments
import Files
import Foundation
import Models

/// Trains a model through a scheme.
enum TrainCommand: Command {
  static let name = "train"
  static let summary = "train a model through a scheme, losses included"
  static let operands = ""
  static let options =
    LearningOptions.options + [
      CommandOption(
        "loss", "P", "probability that a message is lost while training"),
      CommandOption("epochs", "N", "how often all samples go through"),
      CommandOption(
        "output", "FILE", "where the best weights go (safetensors)"),
      CommandOption(
        "checkpoint", "FILE",
        "where the state goes after each epoch; a run goes on from it, bit "
          + "for bit, if it is there"),
    ]
  static let details = """
    Progress goes to stderr. The weights of the epoch with the lowest
    validation loss are kept; they are judged on the test part at the end. The
    same seed gives the same weights, with any number of threads.

      shardbench train --model vit-mnist --data mnist --epochs 4 \\
        --output vit.safetensors
      shardbench train --model cats-verytiny-d8 --data etth2 --scheme cats \\
        --devices 8 --loss 0.1 --epochs 5 --output cats.safetensors
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let output = try arguments.required("output")
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: output, isDirectory: &isFolder),
      isFolder.boolValue
    {
      throw UsageError.notWritable(output, reason: "it is a folder")
    }
    let learning = try LearningOptions.learning(
      arguments,
      own: [("loss", "train_loss"), ("epochs", "train.epochs")])
    LearningOptions.tellSource(learning, arguments)
    let checkpoint = arguments["checkpoint"].map { URL(fileURLWithPath: $0) }
    // Hours of training must not end in a folder that is not there.
    for file in [URL(fileURLWithPath: output), checkpoint].compactMap({ $0 }) {
      let folder = file.deletingLastPathComponent().path
      guard FileManager.default.isWritableFile(atPath: folder) else {
        throw UsageError.notWritable(
          file.relativePath, reason: "its folder is missing or protected")
      }
      removeStalePartials(
        in: file.deletingLastPathComponent(), of: file.lastPathComponent)
    }
    let trainer = try learning.trainer(checkpoint: checkpoint)
    if let checkpoint,
      FileManager.default.fileExists(atPath: checkpoint.path)
    {
      try trainer.restore(from: checkpoint)
    }
    var bar = TrainingBar.onStandardError()
    let start = Learning.clock()
    let result = try trainer.train { bar.advance($0) }
    bar.finish(result)
    let seconds = Learning.clock() - start
    let weights = try learning.weights(of: trainer)
    try weights.write(to: URL(fileURLWithPath: output))
    let test = try learning.evaluate(weights)
    print(report(learning, result, test, seconds, output))
  }

  private static func report(
    _ learning: Learning, _ result: TrainingResult, _ test: [String: Double],
    _ seconds: Double, _ output: String
  ) -> String {
    // The losses of training are not those of the run that is judged.
    let losses: [(String, String)] =
      learning.losesWhileTraining
      ? [("losses", "in training and validation, none in the test")] : []
    let rows: [(String, String)] =
      [
        ("data", learning.source.label),
        ("parameters", "\(learning.model.shape.parameters)"),
        (
          "epochs",
          "\(result.epochs), the best is \(result.bestEpoch ?? 0)"
            + (result.stoppedEarly ? ", stopped early" : "")
        ),
        (
          "validation loss",
          result.bestValidationLoss.map { String(format: "%.6g", $0) } ?? "-"
        ),
      ]
    let judged: [(String, String)] = test.sorted { $0.key < $1.key }.map {
      ("test \($0.key)", String(format: "%.6g", $0.value))
    }
    let end: [(String, String)] = [
      ("time", String(format: "%.1f s", seconds)), ("weights", output),
    ]
    return Help.rows(rows + losses + judged + end)
  }
}
