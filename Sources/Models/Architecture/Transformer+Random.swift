import Tensors

extension Transformer {
  /// A model with random weights, to be trained: gains one, shifts and biases
  /// zero, linear weights uniform within 1/sqrt(inputs), tables normal with
  /// deviation 0.02 (CATS's positions with 1, as its repository has them).
  ///
  /// - Parameters:
  ///   - shape: the sizes.
  ///   - seed: names the random numbers; each weight has its own.
  ///   - prefix: stands before the names of all weights.
  /// - Throws: ``ModelError/size(model:what:value:expected:)``.
  public convenience init(
    random shape: ModelShape, seed: UInt64, prefix: String = ""
  ) throws {
    var number: UInt32 = 0
    func values(_ name: String, _ extents: Shape) -> Tensor {
      number += 1
      let words = Philox(seed: seed).words(SIMD4(number, 0, 0, 0x494E_4954))
      var random = RandomStream(
        seed: UInt64(words[0]) << 32 | UInt64(words[1]))
      return Tensor(extents) { to in
        switch Self.kind(of: name, extents, shape) {
        case .constant(let value):
          to.update(repeating: value, count: extents.count)
        case .uniform(let limit):
          for i in 0..<extents.count {
            to[i] = (2 * random.uniform() - 1) * limit
          }
        case .normal(let deviation):
          for i in 0..<extents.count { to[i] = random.normal() * deviation }
        }
      }
    }
    try self.init(
      making: { Parameter(prefix + $0, values($0, $1)) }, of: shape)
  }

  private enum Kind {
    case constant(Float)
    case uniform(Float)
    case normal(Float)
  }

  private static func kind(
    of name: String, _ extents: Shape, _ shape: ModelShape
  ) -> Kind {
    if name.hasSuffix(".shift") || name.hasSuffix(".bias") {
      return .constant(0)
    }
    if name == "norm" || name.hasSuffix(".norm") { return .constant(1) }
    switch name {
    case "embedding.positions":
      if case .cats = shape.norm { return .normal(1) }
      return .normal(0.02)
    case "embedding", "embedding.kinds", "embedding.class":
      return .normal(0.02)
    default: return .uniform(1 / Float(extents.columns).squareRoot())
    }
  }
}

extension RandomStream {
  /// A number in [0, 1), with 24 random bits.
  fileprivate mutating func uniform() -> Float {
    Float(next() >> 40) / 16_777_216
  }
}
