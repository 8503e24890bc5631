/// A named weight of a model, with values or by shape alone.
///
/// A class, because its identity is what a device stores it under.
public final class Parameter {
  /// The name, unique within its model, such as `blocks.3.attention.query`.
  public let name: String
  /// The whole weight, at no place.
  public let value: Tensor
  /// What it is for int8 arithmetic; `nil` where all is in floats.
  public let int8: Int8Role?

  /// A weight called `name`.
  public init(_ name: String, _ value: Tensor, int8: Int8Role? = nil) {
    self.name = name
    self.value = value
    self.int8 = int8
  }

  /// The extents of the whole weight.
  public var shape: Shape { value.shape }

  /// Changes the values in place; all that shows them changes too. Does
  /// nothing to a shape alone.
  ///
  /// Only between inferences: parts that devices copied stay as they were.
  public func update(_ change: (UnsafeMutablePointer<Float>) -> Void) {
    guard let storage = value.storage else { return }
    change(storage.base + value.offset)
  }

  /// The part `slice` at `place`, or unplaced: the place keeps it.
  ///
  /// - Throws: ``TensorError/range(operation:_:limit:)``.
  public func slice(_ slice: ParameterSlice = .all, at place: (any Place)?)
    throws -> Tensor
  {
    try place?.weight(self, slice) ?? cut(slice)
  }

  /// The part `slice`, at no place. Rows share memory, columns are copied.
  ///
  /// - Parameters:
  ///   - slice: rows or columns; `all` copies nothing.
  ///   - tape: where its gradient is wanted, if anywhere.
  /// - Throws: ``TensorError/range(operation:_:limit:)``.
  public func cut(_ slice: ParameterSlice, on tape: Tape? = nil) throws
    -> Tensor
  {
    let value = tape?.leaf(self) ?? value
    return switch slice {
    case .all: value
    case .rows(let range): try value.rows(range)
    case .elements(let range): try value.elements(range)
    case .columns(let range): try value.columns(range)
    }
  }
}

/// The part of a parameter that a device keeps.
public enum ParameterSlice: Hashable, Sendable {
  /// All of it.
  case all
  /// These rows: some outputs of a linear layer.
  case rows(Range<Int>)
  /// These elements of a vector: the biases of some outputs.
  case elements(Range<Int>)
  /// These columns: some inputs of a linear layer.
  case columns(Range<Int>)
}
