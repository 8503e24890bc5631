/// A way to add up partial sums, besides those of ``AllReduceAlgorithm``.
///
/// One that a program adds is chosen by its name, as the setting `collective`
/// or by a platform:
///
///     Shardbench.main(collectives: [RecursiveDoubling()])
public protocol Collective: Sendable {
  /// The name on the command line, in manifests and in files of platforms.
  static var name: String { get }
  /// What it does, in one line, with its source.
  static var summary: String { get }

  /// The sum of all parts, on every device, as ``Cluster/allReduce(_:by:)``
  /// gives it: what is lost on the way is missing in the sums of those behind
  /// the loss.
  ///
  /// Everything that one device needs of another goes through
  /// ``Cluster/send(_:from:to:purpose:)``. Messages of one step, none of which
  /// waits for another, belong into ``Cluster/asOneRound(_:)``. All that it
  /// sends counts as one collective.
  ///
  /// - Parameters:
  ///   - parts: by device, partial sums of one shape.
  ///   - cluster: has two devices or more.
  /// - Returns: by device, the sum, in the shape of the parts.
  /// - Throws: `TensorError`, ``ClusterError``.
  func sum(_ parts: Sharded, on cluster: Cluster) throws -> Sharded
}

/// A collective that goes by its name.
public struct NamedCollective: Equatable, Sendable, CustomStringConvertible {
  /// What it stands for.
  public let collective: any Collective

  /// A box around `collective`.
  public init(_ collective: any Collective) { self.collective = collective }

  /// The collective's name.
  public var description: String { type(of: collective).name }

  /// Whether both have the same name; names differ within a program.
  public static func == (a: Self, b: Self) -> Bool {
    a.description == b.description
  }
}
