import Tensors

extension Embedding {
  /// At each position what stands at the next, the own and the previous one,
  /// side by side; zeros beyond both ends of a text (MobileBERT, Sun et al.,
  /// arXiv:2004.02984, section 3.4; order of Hugging Face's implementation).
  ///
  /// - Parameter x: `positions x elements`, or a batch.
  /// - Returns: `positions x (3 * elements)`, or a batch.
  /// - Throws: ``ModelError/input(model:expected:)`` for the rest of a text
  ///   whose beginning was another pass: its neighbours are gone.
  func joinedToNeighbours(_ x: Tensor, _ pass: Pass) throws -> Tensor {
    guard pass.position == 0 else {
      throw ModelError.input(
        model: shape.name, expected: "a text from its first token on")
    }
    let (count, elements) = (pass.count, x.shape.columns)
    let nothing = Tensor(Shape(1, elements)) {
      $0.update(repeating: 0, count: elements)
    }
    let samples = try (0..<(pass.batch ?? 1)).map { sample in
      let rows = try x.rows(sample * count..<(sample + 1) * count)
      let padded = try Tensor.assembled(
        [nothing, rows, nothing], as: Shape(count + 2, elements))
      return try Tensor.beside(
        [2, 1, 0].map { try padded.rows($0..<$0 + count) })
    }
    if samples.count == 1 {
      return try samples[0].reshaped(pass.shape(count, 3 * elements))
    }
    return try Tensor.assembled(samples, as: pass.shape(count, 3 * elements))
  }
}
