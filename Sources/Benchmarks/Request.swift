import Diagnostics
import Foundation

/// What the command line asks for.
struct Request {
  /// The benchmarks, in the order in which they run.
  static let names = [
    "costing", "points", "decoding", "transceiver", "engine",
  ]
  /// The parts of the engine's benchmark.
  static let parts = ["encoder", "cats", "attention", "product"]

  /// The one to run; all if `nil`.
  private(set) var name: String?
  /// Parts of it; all if empty.
  private(set) var parts: [String] = []
  /// Where the engine's figures go besides.
  private(set) var csv: URL?
  /// Seconds for each figure.
  private(set) var seconds = 0.4
  /// Threads that train.
  private(set) var threads = 2

  /// The request in `arguments`.
  ///
  /// - Throws: ``RequestError``.
  init(_ arguments: some Sequence<String>) throws {
    var rest = Array(arguments.reversed())
    while let word = rest.popLast() {
      switch word {
      case "--csv": csv = URL(filePath: try Self.value(of: word, &rest))
      case "--seconds": seconds = try Self.number(of: word, &rest)
      case "--threads":
        threads = max(1, Int(min(64, try Self.number(of: word, &rest))))
      case _ where name == nil && Self.names.contains(word): name = word
      case _ where name == "engine" && Self.parts.contains(word):
        parts.append(word)
      default: throw RequestError.unknown(word)
      }
    }
  }

  /// Whether the benchmark called `other` is to run.
  func wants(_ other: String) -> Bool { name == nil || name == other }

  private static func value(
    of option: String, _ rest: inout [String]
  ) throws -> String {
    guard let value = rest.popLast() else {
      throw RequestError.missing(option)
    }
    return value
  }

  private static func number(
    of option: String, _ rest: inout [String]
  ) throws -> Double {
    let text = try value(of: option, &rest)
    guard let number = Double(text), number > 0, number.isFinite else {
      throw RequestError.notPositive(option, text)
    }
    return number
  }
}

/// What can be wrong with the command line.
enum RequestError: Error, Equatable {
  case unknown(String)
  case missing(String)
  case notPositive(String, String)
}

extension RequestError: Diagnosable {
  var diagnosis: Diagnosis {
    switch self {
    case .unknown(let word):
      Diagnosis(
        "nothing is called '\(word)'",
        expected: Request.names.joined(separator: ", ") + ", or after engine "
          + Request.parts.joined(separator: ", "),
        exit: .usage)
    case .missing(let option):
      Diagnosis("\(option) has no value", exit: .usage)
    case .notPositive(let option, let text):
      Diagnosis(
        "\(option) is '\(text)'", expected: "a number above 0", exit: .usage)
    }
  }
}
