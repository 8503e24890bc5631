import CodeVersion
import Digests
import Foundation
import Schemes

/// The version of the code behind a value: of all files that may have a part
/// in it, but of no scheme, collective or metric source that it does not name.
///
/// What comes from another package is known by the bytes of the whole program,
/// since its
/// sources are not.
struct UsedCode {
  /// What measures points, or what trains.
  enum Entry: String {
    case measuring = "PointMeasurer"
    case training = "Learning"
  }

  private let code: CodeVersion
  private let program: URL?

  init(
    _ code: CodeVersion = .program,
    program: URL? = Bundle.main.executableURL
  ) {
    self.code = code
    self.program = program
  }

  /// A digest of the code that runs from `entry` on with `parts`: schemes,
  /// collectives, metric sources; or of these alone.
  func version(_ entry: Entry?, with parts: [Any.Type]) -> String {
    var types: Set<String> = []
    if let entry {
      types = [entry.rawValue, String(describing: Single.self)]
    }
    var isForeign = false
    for part in parts {
      if isOurs(part) {
        types.insert(String(describing: part))
      } else {
        isForeign = true
      }
    }
    let ours = code.digest(from: Array(types))
    if let ours, !isForeign { return ours }
    return sha256(((ours ?? "") + (program.map(FileHashes.hash) ?? "")).utf8)
  }

  /// Whether the sources of `part` are known.
  private func isOurs(_ part: Any.Type) -> Bool {
    code.declares(
      String(describing: part),
      in: String(String(reflecting: part).prefix { $0 != "." }))
  }
}
