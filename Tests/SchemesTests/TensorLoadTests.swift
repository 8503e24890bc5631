import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Tensor parallelism whose devices take unequal parts.
struct TensorLoadTests {
  /// Whatever the loads, the scores are the single device's.
  @Test func anyLoadsAreTheSingleDevice() throws {
    var tested = 0
    for seed in 0..<UInt64(400) where tested < 60 {
      var run = Run(seed: seed)
      guard run.scheme == TensorParallel.name, run.devices > 1 else { continue }
      var random = RandomStream(seed: seed)
      let loads = (0..<run.devices).map { _ in random.int(0...9) }
      run.options.scheme["tensor-parallel.loads"] = .word(
        loads.map(String.init).joined(separator: ":"))
      let (found, expected) = (try run(), try run.alone())
      for (a, b) in zip(found.scores, expected.scores) {
        #expect(relativeError(a, b) < 1e-4, "\(run), \(loads)")
      }
      tested += 1
    }
    #expect(tested >= 30)
  }

  /// Of stories260K: 4 key-value heads, 172 hidden units, width 64.
  @Test func sharesOfWeights() throws {
    var options = SchemeOptions()
    var shape = ModelShape(
      name: "m", width: 64, hidden: 172, blocks: 5, heads: 8,
      keyValueHeads: 4, vocabulary: 512, context: 512)
    shape.feedForward = .swiglu
    options["tensor-parallel.loads"] = .word("0.63, 0.2, 0.05, 0.12")
    let found = try TensorShares(of: shape, devices: 4, options: options)
      .loads(of: shape)
    // Two query heads of 8, one of keys and one of values each.
    let attention = 2 * 64 * 8 * 3.0
    let sizes = [108, 34, 9, 21].map { attention + 3 * 64 * $0 }
    let sum = sizes.reduce(0, +)
    for (found, size) in zip(found, sizes) {
      #expect(abs(found - size / sum) < 1e-12)
    }
  }

  @Test(arguments: ["1, 2", "1, 2, x", "1, 2, -3", ""])
  func badLists(_ text: String) throws {
    var run = Run(seed: 0)
    run.scheme = TensorParallel.name
    run.devices = 3
    run.shape.keyValueHeads = 3
    run.shape.heads = 3
    run.options.scheme["tensor-parallel.loads"] = .word(text)
    #expect(throws: ModelError.self) { try run(values: false) }
  }
}
