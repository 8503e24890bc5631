import Tensors

/// The tensors that a file of a model has under a tool's names.
struct WeightPlan {
  let names: WeightNames
  let shape: ModelShape
  /// In the order of the model.
  private(set) var tensors: [Stored] = []
  private(set) var numbers: [String: Int] = [:]

  /// One tensor of a file and the weights in it.
  struct Stored {
    /// Its name without prefix.
    let plain: String
    let row: WeightNames.Row
    var parts: [Part] = []

    /// A weight of the model.
    struct Part {
      let name: String
      let shape: Shape
      let number: Int
    }

    /// All parts one above another.
    var shape: Shape {
      guard parts.count > 1, let first = parts.first?.shape else {
        return parts.first?.shape ?? Shape(0)
      }
      let outputs = parts.reduce(0) { $0 + $1.shape[0] }
      return first.rank == 1 ? Shape(outputs) : Shape(outputs, first.columns)
    }

    /// The extents that the tool gives it.
    var extents: [Int] {
      [Int](repeating: 1, count: row.ones) + row.layout.extents(shape)
    }
  }

  /// A weight of ours that the tool has no name for.
  struct Unnamed: Error { let weight: String }

  /// - Throws: ``Unnamed``, or what ``ModelShape/check()`` throws.
  init(_ names: WeightNames, _ shape: ModelShape) throws {
    self.names = names
    self.shape = shape
    for parameter in try Transformer(shapesOnly: shape).parameters {
      guard let (place, block) = names.find(own: parameter.name) else {
        throw Unnamed(weight: parameter.name)
      }
      let row = names.rows[place.row]
      let plain = names.name(of: row, block: block)
      let number = numbers[plain] ?? tensors.count
      if number == tensors.count {
        numbers[plain] = number
        tensors.append(Stored(plain: plain, row: row))
      }
      tensors[number].parts.append(
        .init(name: parameter.name, shape: parameter.shape, number: place.part))
    }
    for number in tensors.indices {
      tensors[number].parts.sort { $0.number < $1.number }
    }
  }

  /// The name that is written.
  func fullName(_ stored: Stored) -> String {
    (stored.row.standsOutside ? "" : names.prefix ?? "") + stored.plain
  }
}
