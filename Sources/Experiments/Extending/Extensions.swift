import Cluster
import Schemes

/// What a program has besides what shardbench itself has.
///
///     let extensions = Extensions(schemes: [RingAttention()])
///     let workspace = try Workspace(extending: extensions)
public struct Extensions: Sendable {
  /// Ways to run a transformer on several devices.
  public var schemes: [any Scheme]
  /// Ways to add up partial sums.
  public var collectives: [any Collective]
  /// Metrics that need no model.
  public var metrics: [any MetricSource]

  /// Extensions from their parts; by default none. Their names are checked by
  /// ``Vocabulary/init(checking:)``.
  public init(
    schemes: [any Scheme] = [], collectives: [any Collective] = [],
    metrics: [any MetricSource] = []
  ) {
    self.schemes = schemes
    self.collectives = collectives
    self.metrics = metrics
  }

  /// The names of all ways to add up partial sums: those of shardbench, then
  /// these.
  public var collectiveNames: [String] {
    AllReduceAlgorithm.names + collectives.map { type(of: $0).name }
  }

  /// What no other collective can be called: these names, and the other words
  /// that the setting `collective` takes.
  public var takenCollectives: [String] { collectiveNames + Settings.gathers }

  /// The schemes of shardbench, then these.
  public var allSchemes: [any Scheme] { Schemes.schemes + schemes }

  /// The scheme called `name`, of shardbench or of these.
  ///
  /// - Throws: ``WorkspaceError/unknown(kind:name:known:)``.
  public func scheme(_ name: String) throws -> any Scheme {
    let all = allSchemes
    guard let scheme = all.first(where: { type(of: $0).name == name }) else {
      throw WorkspaceError.unknown(
        kind: "scheme", name: name, known: all.map { type(of: $0).name })
    }
    return scheme
  }
}
