import Tensors

extension [Parameter] {
  /// Copies of the values, one tensor a parameter.
  func copies() throws -> [Tensor] {
    try map { parameter in
      try parameter.value.withValues(of: "copy '\(parameter.name)'") { from in
        Tensor(parameter.shape) {
          $0.update(from: from, count: parameter.shape.count)
        }
      }
    }
  }

  /// Puts `values`, one tensor a parameter and of its shape, in place.
  func take(_ values: [Tensor]) throws {
    for (parameter, value) in zip(self, values) {
      try value.withValues(of: "take '\(parameter.name)'") { from in
        parameter.update { $0.update(from: from, count: value.shape.count) }
      }
    }
  }

  /// The first with a value that is infinite or no number.
  func firstNotFinite() throws -> Parameter? {
    try first { parameter in
      try parameter.value.withValues(of: "check '\(parameter.name)'") { x in
        (0..<parameter.shape.count).contains { !x[$0].isFinite }
      }
    }
  }
}
