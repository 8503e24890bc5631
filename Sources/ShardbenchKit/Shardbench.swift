import Experiments
import Foundation
import Schemes

/// The whole command line, for a program of any package.
public enum Shardbench {
  /// Runs the command that the program was started with, and ends it with the
  /// command's exit status.
  ///
  ///     Shardbench.main(schemes: [RingAttention()])
  ///
  /// - Parameters:
  ///   - schemes: ways to split a model besides those of shardbench.
  ///   - metrics: metrics besides those of shardbench.
  public static func main(
    schemes: [any Scheme] = [], metrics: [any MetricSource] = []
  ) -> Never {
    exit(
      Program.run(
        Array(CommandLine.arguments.dropFirst()),
        extending: Extensions(schemes: schemes, metrics: metrics)))
  }
}
