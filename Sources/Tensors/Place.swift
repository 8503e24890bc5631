/// Where a tensor lives, and who is told what is computed there.
///
/// A tensor's operations report to its place, so a scheme is plain arithmetic
/// and still leaves a full record. `Cluster.Device` is the place of
/// distributed runs; a tensor without a place computes and tells nobody.
public protocol Place: AnyObject {
  /// Takes note of one operation; returns the handle of its result.
  ///
  /// - Parameters:
  ///   - work: what was computed.
  ///   - a: first operand, with the number of its elements that were read.
  ///   - b: second operand.
  ///   - c: third operand.
  ///   - elements: the number of elements of the result.
  func record(
    _ work: Work, _ a: Operand, _ b: Operand, _ c: Operand, elements: Int
  ) -> Handle

  /// Takes note of one operation on any number of operands.
  func record(_ work: Work, _ operands: [Operand], elements: Int) -> Handle

  /// The part of `parameter` that this place keeps, stored once.
  ///
  /// - Throws: ``TensorError/range(operation:_:limit:)`` for a part that
  ///   `parameter` does not have.
  func weight(_ parameter: Parameter, _ slice: ParameterSlice) throws -> Tensor

  /// Takes note of `elements` that stay from pass to pass, such as a KV cache;
  /// returns what operations read.
  ///
  /// - Parameters:
  ///   - elements: how many stay.
  ///   - earlier: whether they are there from passes before.
  @discardableResult
  func keep(elements: Int, earlier: Bool) -> Handle
}

/// Names a tensor in its place's record; `none` for what is not recorded.
public struct Handle: Hashable, Sendable {
  /// Index into the place's record, or -1.
  public let index: Int32

  /// The handle with this index.
  @inline(__always)
  public init(_ index: Int32) { self.index = index }

  /// Not recorded.
  public static let none = Handle(-1)
}

/// A tensor that an operation reads, and how much of it.
public struct Operand: Sendable {
  /// Which tensor.
  public let handle: Handle
  /// How many of its elements are read.
  public let elements: Int

  /// `elements` of the tensor named by `handle`.
  @inline(__always)
  public init(_ handle: Handle, _ elements: Int) {
    self.handle = handle
    self.elements = elements
  }

  /// No operand.
  public static let none = Operand(.none, 0)
}

/// The kinds of computation that devices have different rates for.
public enum Kernel: UInt8, CaseIterable, Sendable, Codable {
  /// Weights times one row.
  case matrixVector
  /// Weights times several rows.
  case matrixMatrix
  /// Final hidden state to scores over the vocabulary.
  case head
  /// Scores, softmax and weighted sum over keys and values.
  case attention
  /// RMSNorm, LayerNorm.
  case normalization
  /// Rotary position embedding.
  case rotation
  /// Additions, activations, products by element.
  case elementwise
  /// Sums of what other devices sent.
  case reduction
  /// Rows of a table.
  case lookup
  /// Moving values without arithmetic.
  case copy
  /// The search for the nearest entry of a codebook.
  case encoding

  /// The name in platform files and traces.
  public var name: String {
    switch self {
    case .matrixVector: "matrix-vector"
    case .matrixMatrix: "matrix-matrix"
    default: "\(self)"
    }
  }

  /// Whether its work is counted in multiply-accumulates of the model.
  public var isProduct: Bool { rawValue <= Kernel.attention.rawValue }
}

/// One operation: its kind and its arithmetic.
public struct Work {
  /// The kind.
  public let kernel: Kernel
  /// Multiply-accumulates; for kernels that are no products, scalar steps.
  public let macs: Int
  /// Rows that share what is multiplied with them: the more, the less each
  /// step waits for memory.
  public let rows: Int
  /// Elements that one of its steps hands to the next, such as the scores of
  /// attention.
  public let inner: Int

  /// An operation of `macs` steps of the kind `kernel`.
  @inline(__always)
  public init(_ kernel: Kernel, macs: Int, rows: Int = 1, inner: Int = 0) {
    self.kernel = kernel
    self.macs = macs
    self.rows = rows
    self.inner = inner
  }
}
