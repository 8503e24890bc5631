import DetectorCurve
import Diagnostics
import Experiments
import Foundation

/// The command line: finds the command, runs it, tells what went wrong.
enum Program {
  static let commands: [any Command.Type] = [
    RunCommand.self, PlanCommand.self, PlotCommand.self, ListCommand.self,
    DescribeCommand.self, SimulateCommand.self, GenerateCommand.self,
    TrainCommand.self, EvaluateCommand.self,
    TraceCommand.self, VerifyCommand.self, ClaimsCommand.self,
    ReportCommand.self, ReadmeCommand.self, SchemaCommand.self,
    NightlyCommand.self, CompareCommand.self, DataCommand.self, NewCommand.self,
  ]
  /// Commands that help does not list.
  static let hidden: [any Command.Type] = [
    WorkerCommand.self, MeasureCommand.self,
  ]

  /// Runs `arguments` and returns the exit status.
  static func run(
    _ arguments: [String], extending extensions: Extensions = Extensions()
  ) -> Int32 {
    // A reader that goes away (head) must not look like a crash.
    signal(SIGPIPE, SIG_DFL)
    // A file that may grow no further is an error with a name.
    signal(SIGXFSZ, SIG_IGN)
    var extensions = extensions
    extensions.metrics.insert(DetectorMetrics(), at: 0)
    do {
      _ = try Vocabulary(checking: extensions)
      try dispatch(arguments, extensions)
      return 0
    } catch let ending as CommandEnding {
      return ending.status
    } catch {
      let diagnosis = Diagnosis(of: error)
      FileHandle.standardError.write(Data((diagnosis.text + "\n").utf8))
      return diagnosis.exit.rawValue
    }
  }

  private static func dispatch(
    _ arguments: [String], _ extensions: Extensions
  ) throws {
    guard let word = arguments.first else { return print(Help.overview) }
    if word == "--version" { return print("shardbench \(version)") }
    if ["--help", "-h", "help"].contains(word) {
      guard let topic = arguments.dropFirst().first else {
        return print(Help.overview)
      }
      return print(Help.text(of: try command(topic)))
    }
    let command = try command(word)
    let rest = Array(arguments.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
      return print(Help.text(of: command))
    }
    try command.run(Arguments(rest, of: command, extending: extensions))
  }

  private static func command(_ word: String) throws -> any Command.Type {
    if let found = (commands + hidden).first(where: { $0.name == word }) {
      return found
    }
    throw UsageError.unknownCommand(word, known: commands.map { $0.name })
  }

  /// The version of the suite.
  static let version = "0.1.0"
}
