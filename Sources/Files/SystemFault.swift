import Foundation

/// What the system refused to do, in its own words.
public struct SystemFault: Error, Equatable, CustomStringConvertible {
  /// Such as `No space left on device`.
  public let reason: String

  /// The fact behind `code`; take it before anything else is called.
  init(_ code: Int32 = errno) {
    reason = String(cString: strerror(code))
  }

  /// The system's words.
  public var description: String { reason }
}
