import Dispatch
import Foundation
import Models
import Tensors

/// Judges a model on a part of a data set.
struct Evaluation {
  let run: SchemeRun
  var part = LearningPart.test
  /// Threads; they do not change the result.
  var workers = 1
  /// Samples that go through the model together.
  var batch = 16
  /// Told how many samples are done.
  var progress: (Int, Int) -> Void = { _, _ in }

  /// Each metric of the data, the mean over the samples.
  ///
  /// - Parameters:
  ///   - limit: samples at most; the first of the part.
  ///   - passes: how often all samples go through, each time with other
  ///     losses.
  /// - Throws: what the model throws; ``LearningError/noSamples(data:part:)``.
  func values(limit: Int? = nil, passes: Int = 1) throws -> [LearningMetric:
    Double]
  {
    let all = run.data.count(part)
    let count = limit.map { min($0, all) } ?? all
    guard count > 0 else {
      throw LearningError.noSamples(
        data: run.data.source.name, part: part.rawValue)
    }
    let batches = (0..<passes).flatMap { pass in
      stride(from: 0, to: count, by: batch).map {
        (pass: pass, samples: Array($0..<min(count, $0 + batch)))
      }
    }
    let sums = try summed(batches, of: all)
    var values: [LearningMetric: Double] = [:]
    for metric in run.data.metrics {
      let mean =
        sums.reduce(0) { $0 + ($1[metric] ?? 0) }
        / Double(count * passes)
      values[metric] = metric == .perplexity ? exp(mean) : mean
    }
    return values
  }

  /// The sums of each batch, in their order.
  private func summed(
    _ batches: [(pass: Int, samples: [Int])], of all: Int
  ) throws -> [[LearningMetric: Double]] {
    let results = Shared(count: batches.count)
    let total = batches.reduce(0) { $0 + $1.samples.count }
    nonisolated(unsafe) let me = self
    DispatchQueue.concurrentPerform(
      iterations: max(1, min(workers, batches.count))
    ) { _ in
      while let index = results.next() {
        let (pass, samples) = batches[index]
        do {
          var sums: [LearningMetric: Double] = [:]
          try me.run.forEach(
            samples, of: me.part, numbers: { pass * all + $0 }
          ) { _, examples, told, _ in
            for (metric, value) in try examples.measures(told) {
              sums[metric, default: 0] += value
            }
          }
          results.put(sums, at: index, samples.count) {
            me.progress($0, total)
          }
        } catch {
          results.fail(error)
        }
      }
    }
    if let error = results.error { throw error }
    return results.sums
  }
}

/// What threads fill in together.
private final class Shared: @unchecked Sendable {
  private let lock = NSLock()
  private var taken = 0
  private var done = 0
  private(set) var sums: [[LearningMetric: Double]]
  private(set) var error: (any Error)?

  init(count: Int) { sums = Array(repeating: [:], count: count) }

  /// The next batch, if there is one and nothing has failed.
  func next() -> Int? {
    lock.withLock {
      guard taken < sums.count, error == nil else { return nil }
      taken += 1
      return taken - 1
    }
  }

  func put(
    _ found: [LearningMetric: Double], at index: Int, _ count: Int,
    _ tell: (Int) -> Void
  ) {
    lock.withLock {
      sums[index] = found
      done += count
      tell(done)
    }
  }

  func fail(_ error: any Error) { lock.withLock { self.error = error } }
}
