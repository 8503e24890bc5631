import Foundation
import Tensors
import TestSupport
import Testing

/// A block of a model as PyTorch computes it, forward and backward;
/// Tests/Oracle/gradients.py writes the fixtures.
final class TorchFixture {
  private struct File: Decodable {
    struct Entry: Decodable {
      var shape: [Int]
      var values: [Float]
      var gradient: [Double]
    }
    var pytorch: String
    var sizes: [String: Double]
    var given: [String: [Int]]
    var loss: Double
    var output: [Double]
    var tensors: [String: Entry]
  }

  private let file: File
  private let parameters: [String: Parameter]
  private let tape = Tape()

  init(_ name: String) throws {
    let path = "Tests/GradientTests/Fixtures/\(name).json"
    file = try JSONDecoder().decode(
      File.self, from: Data(contentsOf: packageRoot.appending(path: path)))
    parameters = try Dictionary(
      uniqueKeysWithValues: file.tensors.map { name, entry in
        let shape = try #require(Shape(extents: entry.shape))
        return (name, Parameter(name, try Tensor(shape, entry.values)))
      })
  }

  /// A number of the model.
  func size(_ name: String) throws -> Int {
    Int(try #require(file.sizes[name]))
  }

  /// A constant of the model.
  func constant(_ name: String) throws -> Double {
    try #require(file.sizes[name])
  }

  /// Whole numbers that come with the input.
  func given(_ name: String) throws -> [Int] {
    try #require(file.given[name])
  }

  /// The weight or input of this name, on the tape.
  func callAsFunction(_ name: String) throws -> Tensor {
    tape.leaf(try #require(parameters[name], "\(name)"))
  }

  /// Compares output, loss and the gradients of all tensors, by norm.
  func agrees(output: Tensor, loss: Tensor) throws {
    #expect(!file.pytorch.isEmpty)
    #expect(distance(try output.values(), file.output) < 1e-5, "output")
    #expect(distance(try loss.values(), [file.loss]) < 1e-5, "loss")
    try tape.backward(from: loss)
    for (name, entry) in file.tensors {
      let parameter = try #require(parameters[name])
      let found = try #require(tape.gradient(of: parameter), "\(name)")
      #expect(distance(try found.values(), entry.gradient) < 1e-4, "\(name)")
    }
  }

  /// The norm of the difference over that of what is expected.
  private func distance(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let difference = zip(found, expected).reduce(0.0) {
      $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
    }
    let norm = expected.reduce(0) { $0 + $1 * $1 }
    return difference.isFinite ? (difference / norm).squareRoot() : .infinity
  }
}

extension Shape {
  fileprivate init?(extents: [Int]) {
    switch extents.count {
    case 1: self.init(extents[0])
    case 2: self.init(extents[0], extents[1])
    case 3: self.init(extents[0], extents[1], extents[2])
    default: return nil
    }
  }
}
