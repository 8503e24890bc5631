import Tensors

/// A place that writes down what it is told.
final class Notebook: Place {
  struct Entry: Equatable {
    var kernel: Kernel
    var macs: Int
    /// Handles and elements of all operands but those that are none.
    var operands: [Int32]
    var reads: [Int]
    var elements: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var kept: [Int] = []
  private(set) var weights: [String] = []

  /// A tensor of this place, under a handle of its own.
  func hold(_ tensor: Tensor, as number: Int32) -> Tensor {
    tensor.placed(at: self, handle: Handle(number))
  }

  func record(
    _ work: Work, _ a: Operand, _ b: Operand, _ c: Operand, elements: Int
  ) -> Handle {
    record(work, [a, b, c].filter { $0.handle != .none }, elements: elements)
  }

  func record(_ work: Work, _ operands: [Operand], elements: Int) -> Handle {
    entries.append(
      Entry(
        kernel: work.kernel, macs: work.macs,
        operands: operands.map(\.handle.index),
        reads: operands.map(\.elements), elements: elements))
    return Handle(Int32(99 + entries.count))
  }

  func weight(_ parameter: Parameter, _ slice: ParameterSlice) throws
    -> Tensor
  {
    weights.append(parameter.name)
    return try hold(parameter.cut(slice), as: 50)
  }

  func keep(elements: Int, earlier: Bool) -> Handle {
    kept.append(elements)
    return Handle(Int32(70 + kept.count))
  }
}
