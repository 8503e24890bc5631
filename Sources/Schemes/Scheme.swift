import Cluster
import Models
import Tensors

/// A way to run a transformer on several devices: its forward pass.
///
/// A scheme is written once and gives everything: values, what is lost, the
/// trace and from it the costs. It never looks at costs.
public protocol Scheme: Sendable {
  /// The name on the command line and in manifests.
  static var name: String { get }
  /// What it does, in one line, with its source.
  static var summary: String { get }
  /// Which batches it takes; without loss by default.
  static var batches: BatchSupport { get }
  /// Whether it gives the single device's output where nothing is lost, up to
  /// rounding; by default it does. On one device every scheme must.
  static var isExact: Bool { get }
  /// What it can be told besides model and devices; by default nothing.
  static var settings: [SchemeSetting] { get }

  /// Whether it can split `model` over `devices` devices: returns if so.
  ///
  /// - Throws: ``Models/ModelError`` if it cannot:
  ///   ``Models/ModelError/split(scheme:model:devices:limit:part:)`` where they
  ///   are too many.
  func check(_ model: ModelShape, devices: Int) throws

  /// The weights that it has besides the model's own.
  ///
  /// - Returns: `nil` if the model's are enough.
  /// - Throws: ``Models/ModelError`` if `options` do not suit the model.
  func additions(
    to model: ModelShape, devices: Int, options: SchemeOptions
  ) throws -> AdditionsPlan?

  /// Fits what it has added to `model` to what flows through the model, before
  /// each epoch of training.
  ///
  /// - Parameters:
  ///   - model: has what ``additions(to:devices:options:)`` asked for.
  ///   - passes: training samples, in batches.
  ///   - options: what the scheme was told.
  ///   - epoch: from 0; what goes before the first may be fitted from nothing.
  ///   - seed: names random numbers.
  /// - Throws: ``Models/ModelError``, ``Tensors/TensorError``.
  func adapt(
    _ model: Transformer, to passes: [Pass], options: SchemeOptions,
    epoch: Int, seed: UInt64
  ) throws

  /// What is sent of `model` where a share of it is kept back.
  ///
  /// - Parameters:
  ///   - model: decides what matters least.
  ///   - devices: how many share the columns.
  ///   - prune: the share that is kept back, 0 to 1.
  /// - Returns: `nil` if all is sent.
  /// - Throws: ``Models/ModelError/unpruned(_:)`` unless the scheme can.
  func sentColumns(of model: Transformer, devices: Int, prune: Double) throws
    -> SentColumns?

  /// The same model with its parts in other places, so that less has to be
  /// sent.
  ///
  /// - Throws: ``Models/ModelError/unpruned(_:)`` unless the scheme can.
  func permuted(_ model: Transformer, devices: Int) throws -> Transformer

  /// Runs `pass` through `model`.
  /// - Parameters:
  ///   - pass: one sample or a batch.
  ///   - model: with the additions that the scheme has asked for.
  ///   - cluster: computes, sends and records.
  ///
  /// - Returns: what the model's head tells, as an observer sees it: scores of
  ///   words, one row for each of `pass.scored`, scores of classes, one row for
  ///   each sample, or values or states of positions.
  /// - Throws: what ``check(_:devices:)`` throws, ``Cluster/ClusterError``, and
  ///   ``Tensors/TensorError``.
  func forward(_ pass: Pass, through model: Transformer, on cluster: Cluster)
    throws -> Tensor
}

extension Scheme {
  /// Batches of which nothing is lost.
  public static var batches: BatchSupport { .lossless }

  /// Nothing is coded, left out or replaced.
  public static var isExact: Bool { true }

  /// Nothing.
  public static var settings: [SchemeSetting] { [] }

  /// The model's own are enough.
  public func additions(
    to model: ModelShape, devices: Int, options: SchemeOptions
  ) throws -> AdditionsPlan? { nil }

  /// There is nothing to fit.
  public func adapt(
    _ model: Transformer, to passes: [Pass], options: SchemeOptions,
    epoch: Int, seed: UInt64
  ) throws {}

  /// Refuses: nothing can be kept back, so nothing need be moved.
  ///
  /// - Throws: ``Models/ModelError/unpruned(_:)``.
  public func permuted(_ model: Transformer, devices: Int) throws -> Transformer
  { throw ModelError.unpruned(Self.name) }

  /// All is sent.
  ///
  /// - Throws: ``Models/ModelError/unpruned(_:)`` unless `prune` is 0.
  public func sentColumns(
    of model: Transformer, devices: Int, prune: Double
  ) throws -> SentColumns? {
    guard prune == 0 else { throw ModelError.unpruned(Self.name) }
    return nil
  }
}

/// Which batches a scheme takes.
public enum BatchSupport: Sendable {
  /// None: one sample at a time.
  case none
  /// Those of which nothing is lost: its messages hold several samples.
  case lossless
  /// Any: each sample has messages, and losses, of its own.
  case any
}
