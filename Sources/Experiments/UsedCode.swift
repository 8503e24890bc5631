import CodeVersion
import Digests
import Foundation
import Schemes

/// The version of the code behind a value: of all files that may have a part
/// in it, but of no scheme that it does not name.
///
/// A scheme from another package is known by the bytes of the whole program,
/// since its sources are not.
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

  /// A digest of the code that runs from `entry` on with `schemes`.
  func version(_ entry: Entry, schemes: [any Scheme.Type]) -> String {
    var types: Set = [entry.rawValue, Self.typeName(Single.self)]
    var isForeign = false
    for scheme in schemes {
      if Self.isOurs(scheme) {
        types.insert(Self.typeName(scheme))
      } else {
        isForeign = true
      }
    }
    let ours = code.digest(from: Array(types))
    if let ours, !isForeign { return ours }
    return sha256(((ours ?? "") + (program.map(FileHashes.hash) ?? "")).utf8)
  }

  private static func typeName(_ scheme: any Scheme.Type) -> String {
    String(describing: scheme)
  }

  /// Whether the scheme is one of those whose sources are known.
  private static func isOurs(_ scheme: any Scheme.Type) -> Bool {
    String(reflecting: scheme).hasPrefix(
      String(reflecting: Single.self).dropLast(typeName(Single.self).count))
  }
}
