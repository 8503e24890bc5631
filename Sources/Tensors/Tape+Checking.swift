// How a tape that checks finds where a value first is not finite.

extension Tape {
  /// Checks `result`, and on the way back the gradients that `operation`,
  /// whose step was recorded last, gave to its operands.
  ///
  /// - Parameter signature: the operation, or the signature of its function.
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)``.
  func check(
    _ result: Storage, _ signature: String, from operands: [Storage?]
  ) throws {
    let operation = String(signature.prefix { $0 != "(" })
    guard allFinite(UnsafePointer(result.base), result.count) else {
      throw TensorError.notFinite(operation: operation, isGradient: false)
    }
    recordAfterLast { tape in
      guard tape.fault == nil else { return }
      for operand in operands {
        guard let operand, let gradient = operand.gradientBase,
          !allFinite(UnsafePointer(gradient), operand.count)
        else { continue }
        tape.fault = .notFinite(operation: operation, isGradient: true)
      }
    }
  }
}

private func allFinite(_ values: UnsafePointer<Float>, _ count: Int) -> Bool {
  for i in 0..<count where !values[i].isFinite { return false }
  return true
}
