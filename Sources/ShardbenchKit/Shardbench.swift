import Cluster
import Experiments
import Foundation
import Schemes

/// The whole command line, for a program of any package.
public enum Shardbench {
  /// Runs the command that the program was started with, and ends it with the
  /// command's exit status.
  ///
  ///     Shardbench.main(
  ///       schemes: [RingAttention()], collectives: [RecursiveDoubling()])
  ///
  /// - Parameters:
  ///   - schemes: ways to split a model besides those of shardbench.
  ///   - collectives: ways to add up partial sums besides those.
  ///   - metrics: metrics besides those of shardbench.
  public static func main(
    schemes: [any Scheme] = [], collectives: [any Collective] = [],
    metrics: [any MetricSource] = []
  ) -> Never {
    exit(
      Program.run(
        Array(CommandLine.arguments.dropFirst()),
        extending: Extensions(
          schemes: schemes, collectives: collectives, metrics: metrics)))
  }
}
