import Experiments
import Foundation
import Performance
import Tensors

/// The speed of the tensor engine: products, attention, training.
struct EngineBenchmark {
  /// Seconds for each figure.
  var seconds = 0.4
  /// Which of the parts to run: all of them if empty.
  var parts: [String] = []
  /// How many threads train.
  var threads = 2

  /// Measures and prints; returns the lines.
  func run() throws -> [Measurement] {
    var found: [Measurement] = []
    func add(_ measurement: Measurement) {
      print(measurement.text)
      found.append(measurement)
    }
    print("the tensor engine; OpenBLAS for \(try OpenBLAS.coreType())\n")
    if wants("encoder") {
      print("encoder, 4 layers of 128, 32 tokens, batch 64, \(threads) threads")
      for part in [4, 8, 16, 32] { try encoder(part).forEach(add) }
    }
    if wants("cats") {
      print("\nCATS verytiny over 8 devices, message dropout, batch 64")
      for part in [8, 16, 32] { try cats(part).forEach(add) }
    }
    if wants("attention") {
      print("\nattention on one thread, by head")
      for sizes in AttentionCase.all { try sizes.measure(seconds).forEach(add) }
    }
    if wants("product") {
      print("\nproducts on one thread, beside the best OpenBLAS call")
      for product in ProductCase.all {
        add(try product.measure(for: seconds / 4))
      }
    }
    return found
  }

  private func wants(_ part: String) -> Bool {
    parts.isEmpty || parts.contains(part)
  }

  /// Both passes of CATS with micro-batches of `part` samples.
  private func cats(_ part: Int) throws -> [Measurement] {
    let training = try CatsTraining(
      shape: Workspace().model("cats-verytiny-d8").shape, part: part,
      threads: threads)
    let batch = Double(CatsTraining.fullBatch)
    let train = try Times(for: seconds, training.train)
    let evaluate = try Times(for: seconds, training.evaluate)
    return [("train", train), ("evaluate", evaluate)].map { pass, times in
      Measurement(
        benchmark: "cats", name: "\(pass) by \(part)",
        best: batch / times.best, median: batch / times.median,
        unit: "samples/s")
    }
  }

  /// Both passes with micro-batches of `part` samples.
  private func encoder(_ part: Int) throws -> [Measurement] {
    let sizes = EncoderSizes()
    let training = try EncoderTraining(sizes, part: part, threads: threads)
    let batch = Double(sizes.batch)
    func measure(_ name: String, _ body: () throws -> Void) rethrows
      -> Measurement
    {
      let times = try Times(for: seconds, body)
      return Measurement(
        benchmark: "encoder", name: "\(name) by \(part)",
        best: batch / times.best, median: batch / times.median,
        unit: "samples/s")
    }
    return [
      try measure("train", training.step),
      try measure("forward", training.forward),
    ]
  }
}

/// Attention of a batch, forward and with the way back.
struct AttentionCase {
  var name: String
  var batch = 64
  var tokens = 32
  var heads: Int
  var size: Int
  var mask: AttentionMask

  static let all = [
    AttentionCase(
      name: "16 heads of 8, causal", heads: 16, size: 8,
      mask: .causal(visible: 1)),
    AttentionCase(name: "16 heads of 8", heads: 16, size: 8, mask: .none),
    AttentionCase(name: "8 heads of 16", heads: 8, size: 16, mask: .none),
    AttentionCase(name: "4 heads of 32", heads: 4, size: 32, mask: .none),
    AttentionCase(
      name: "4 heads of 32, 64 tokens", tokens: 64, heads: 4, size: 32,
      mask: .none),
    AttentionCase(
      name: "4 heads of 64, 128 tokens", batch: 16, tokens: 128, heads: 4,
      size: 64, mask: .none),
  ]

  func measure(_ seconds: Double) throws -> [Measurement] {
    var random = RandomStream(seed: 4)
    let shape = Shape(batch, tokens, heads * size)
    let (q, k) = (randomTensor(shape, &random), randomTensor(shape, &random))
    let v = randomTensor(shape, &random)
    let forward = try Times(for: seconds) {
      _ = try q.attention(
        keys: k, values: v, heads: heads, keyValueHeads: heads, mask: mask)
    }
    let both = try Times(for: seconds) {
      let tape = Tape()
      let (a, b, c) = (tape.leaf(q), tape.leaf(k), tape.leaf(v))
      let y = try a.attention(
        keys: b, values: c, heads: heads, keyValueHeads: heads, mask: mask)
      try tape.backward(from: y.sum())
    }
    let each = 1e6 / Double(batch * heads)
    return [("forward", forward), ("and back", both)].map { pass, times in
      Measurement(
        benchmark: "attention",
        name: "\(name): \(pass)".replacing(",", with: ""),
        best: each * times.best, median: each * times.median, unit: "us/head")
    }
  }
}
