import Foundation

/// The build whose speed is measured.
enum MeasuredBuild {
  /// The one that the arguments name, else this one.
  static func program(_ arguments: Arguments) throws -> URL? {
    guard let path = arguments["program"] else {
      return Bundle.main.executableURL
    }
    return URL(fileURLWithPath: path)
  }
}
