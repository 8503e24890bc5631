import Diagnostics
import Tensors
import Testing

struct TensorErrorTests {
  struct Wrong: Sendable, CustomTestStringConvertible {
    var error: TensorError
    var text: String
    var exit = Diagnosis.Exit.software
    var body: @Sendable () throws -> Void
    var testDescription: String { text }
  }

  private static func shapes(
    _ operation: String, _ a: Shape, _ b: Shape,
    _ body: @escaping @Sendable () throws -> Void
  ) -> Wrong {
    Wrong(
      error: .shapes(operation: operation, a, b),
      text: "error: \(operation): shapes \(a) and \(b) do not fit together\n"
        + "  remedy: check how the scheme cuts its operands", body: body)
  }

  private static func places(
    _ operation: String,
    _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> Wrong {
    Wrong(
      error: .places(operation: operation),
      text: "error: \(operation): the operands are on different devices\n"
        + "  remedy: send one of them through the cluster first"
    ) {
      let (here, there) = (Notebook(), Notebook())
      _ = try body(
        Tensor(Shape(2, 2), at: here), Tensor(Shape(2, 2), at: there))
    }
  }

  private static func attend(_ counts: [Float]) throws {
    let x = Tensor(Shape(3, 2))
    _ = try x.attention(
      keys: x, values: x, heads: 1, keyValueHeads: 1, mask: .none,
      counts: counts)
  }

  static let table: [Wrong] = [
    shapes("linear", Shape(2, 3), Shape(4, 5)) {
      _ = try Tensor(Shape(2, 3)).linear(Tensor(Shape(4, 5)))
    },
    shapes("linear", Shape(2, 3), Shape(3)) {
      _ = try Tensor(Shape(2, 3)).linear(Tensor(Shape(3)))
    },
    shapes("rmsNorm", Shape(2, 3), Shape(2)) {
      _ = try Tensor(Shape(2, 3)).rmsNorm(Tensor(Shape(2)), epsilon: 0)
    },
    shapes("+", Shape(6), Shape(2, 3)) {
      _ = try Tensor(Shape(6)) + Tensor(Shape(2, 3))
    },
    shapes("siluGate", Shape(2), Shape(3)) {
      _ = try Tensor(Shape(2)).siluGate(Tensor(Shape(3)))
    },
    shapes("sum", Shape(0), Shape(0)) { _ = try Tensor.sum([]) },
    shapes("sum", Shape(2), Shape(3)) {
      _ = try Tensor.sum([Tensor(Shape(2)), Tensor(Shape(3))])
    },
    shapes("rotated", Shape(2, 6), Shape(4)) {
      _ = try Tensor(Shape(2, 6))
        .rotated(RotaryTable(headSize: 4, base: 1e4), from: 0)
    },
    shapes("assembled", Shape(2, 3), Shape(4)) {
      _ = try Tensor.assembled([Tensor(Shape(4))], as: Shape(2, 3))
    },
    shapes("reshape", Shape(4), Shape(5)) {
      _ = try Tensor(Shape(4)).reshaped(Shape(5))
    },
    shapes("tensor from values", Shape(2, 2), Shape(3)) {
      _ = try Tensor(Shape(2, 2), [1, 2, 3])
    },
    shapes("cache", Shape(1, 4), Shape(1, 3)) {
      let cache = KeyValueCache()
      _ = try cache.append(Tensor(Shape(1, 4)), Tensor(Shape(1, 4)))
      _ = try cache.append(Tensor(Shape(1, 3)), Tensor(Shape(1, 3)))
    },
    places("linear") { try $0.linear($1) },
    places("rmsNorm") { try $0.rmsNorm($1.elements(0..<2), epsilon: 0) },
    places("+") { try $0 + $1 },
    places("siluGate") { try $0.siluGate($1) },
    places("sum") { try Tensor.sum([$0, $1]) },
    places("assembled") { try Tensor.assembled([$0, $1], as: Shape(4, 2)) },
    places("attention") {
      try $0.attention(
        keys: $1, values: $1, heads: 1, keyValueHeads: 1, visible: 1)
    },
    places("attention") {
      try $0.attention(
        keys: $0, values: $1, heads: 1, keyValueHeads: 1, visible: 1)
    },
    places("lookup") {
      try $0.lookup(nil, count: 1, awaiting: $1)
    },
    Wrong(
      error: .noValues(operation: "values"),
      text: "error: values needs values, but the tensor carries only its shape"
        + "\n  remedy: load a checkpoint, or ask for costs only",
      body: { _ = try Tensor(Shape(2)).values() }),
    Wrong(
      error: .range(operation: "rows", 1..<4, limit: 3),
      text: "error: rows: 1..<4 reaches outside of 0..<3",
      body: { _ = try Tensor(Shape(3, 2)).rows(1..<4) }),
    Wrong(
      error: .range(operation: "positions", 1..<4, limit: 3),
      text: "error: positions: 1..<4 reaches outside of 0..<3",
      body: { _ = try Tensor(Shape(2, 3, 2)).positions(1..<4) }),
    Wrong(
      error: .range(operation: "elements", -1..<2, limit: 6),
      text: "error: elements: -1..<2 reaches outside of 0..<6",
      body: { _ = try Tensor(Shape(3, 2)).elements(-1..<2) }),
    Wrong(
      error: .range(operation: "columns", 0..<3, limit: 2),
      text: "error: columns: 0..<3 reaches outside of 0..<2",
      body: { _ = try Tensor(Shape(3, 2)).columns(0..<3) }),
    Wrong(
      error: .range(operation: "segmentMeans", 2..<4, limit: 3),
      text: "error: segmentMeans: 2..<4 reaches outside of 0..<3",
      body: { _ = try Tensor(Shape(2, 3, 2)).segmentMeans([0..<1, 2..<4]) }),
    Wrong(
      error: .range(operation: "segmentMeans", 1..<1, limit: 3),
      text: "error: segmentMeans: 1..<1 reaches outside of 0..<3",
      body: { _ = try Tensor(Shape(3, 2)).segmentMeans([1..<1]) }),
    shapes("attention", Shape(3), Shape(2)) { try attend([1, 1]) },
    Wrong(
      error: .count(operation: "attention", -1),
      text: "error: attention: a key cannot count -1.0 times\n"
        + "  expected: a finite number, 0 or more",
      body: { try attend([1, 0, -1]) }),
    Wrong(
      error: .count(operation: "attention", .infinity),
      text: "error: attention: a key cannot count inf times\n"
        + "  expected: a finite number, 0 or more",
      body: { try attend([.infinity, 0, 1]) }),
    Wrong(
      error: .index(operation: "lookup", 3, limit: 3),
      text: "error: lookup: 3 is outside of 0..<3\n"
        + "  expected: an entry of the table", exit: .data,
      body: { _ = try Tensor(Shape(3, 2)).lookup([0, 3], count: 2) }),
    Wrong(
      error: .index(operation: "lookup", -1, limit: 3),
      text: "error: lookup: -1 is outside of 0..<3\n"
        + "  expected: an entry of the table", exit: .data,
      body: { _ = try Tensor(Shape(3, 2)).lookup([-1], count: 1) }),
  ]

  @Test(arguments: table)
  func saysWhatIsWrong(_ wrong: Wrong) {
    let error = #expect(throws: TensorError.self) { try wrong.body() }
    #expect(error == wrong.error)
    #expect("\(wrong.error)" == wrong.text)
    #expect(wrong.error.diagnosis.exit == wrong.exit)
  }

  struct Heads: Sendable {
    var heads = 2
    var keyValueHeads = 1
    var keys = Shape(3, 2)
    var values = Shape(3, 2)
    var visible = 2
  }

  @Test(arguments: [
    Heads(heads: 0), Heads(heads: 3), Heads(keyValueHeads: 0),
    Heads(heads: 2, keyValueHeads: 4), Heads(keys: Shape(3, 4)),
    Heads(values: Shape(2, 2)), Heads(visible: 0), Heads(visible: 3),
  ])
  func attentionChecksItsShapes(_ h: Heads) {
    #expect(
      throws: TensorError.shapes(operation: "attention", Shape(2, 4), h.keys)
    ) {
      _ = try Tensor(Shape(2, 4)).attention(
        keys: Tensor(h.keys), values: Tensor(h.values), heads: h.heads,
        keyValueHeads: h.keyValueHeads, visible: h.visible)
    }
  }
}
