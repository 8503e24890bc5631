import Foundation

/// The times of several runs of the same work.
struct Times {
  /// Seconds of each run, shortest first.
  let sorted: [Double]

  /// Seconds of the fastest run.
  var best: Double { sorted.first ?? .nan }

  /// Seconds of the run in the middle.
  var median: Double { sorted.isEmpty ? .nan : sorted[sorted.count / 2] }

  /// Runs `body` once to warm up, then for `seconds`, at least `least` times.
  ///
  /// - Parameter calls: how often `body` does the work; times are for one.
  init(
    for seconds: Double, atLeast least: Int = 5, calls: Int = 1,
    _ body: () throws -> Void
  ) rethrows {
    try body()
    var times: [Double] = []
    let first = Self.now
    var last = first
    while times.count < least || last - first < seconds {
      try body()
      let now = Self.now
      times.append((now - last) / Double(calls))
      last = now
    }
    sorted = times.sorted()
  }

  private static var now: Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}

/// One line of the result: what was measured, how fast, against what.
struct Measurement {
  /// Which benchmark.
  var benchmark: String
  /// Which case of it.
  var name: String
  /// The value of the fastest run.
  var best: Double
  /// The value of the run in the middle.
  var median: Double
  /// What `best` and `median` count.
  var unit: String
  /// What `best` could be, in the same unit, if that was measured.
  var bound: Double?

  /// The line that people read.
  var text: String {
    let head = name.padding(toLength: 34, withPad: " ", startingAt: 0)
    var text =
      "  " + head
      + String(format: "best %9.2f, median %9.2f %@", best, median, unit)
    if let bound {
      text += String(format: ", %3.0f %% of %.1f", 100 * best / bound, bound)
    }
    return text
  }

  /// The header of the CSV file.
  static let header = "benchmark,case,unit,best,median,bound"

  /// The line of the CSV file.
  var row: String {
    let bound = bound.map { String(format: "%.4g", $0) } ?? ""
    let values = [best, median].map { String(format: "%.6g", $0) }
    return ([benchmark, name, unit] + values + [bound]).joined(separator: ",")
  }
}
