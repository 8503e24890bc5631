import COpenBLAS

/// OpenBLAS, loaded when the first value is computed.
///
/// One thread: workers are processes, one a core. The core type follows the
/// CPU's flags (see `copenblas.h`).
public enum OpenBLAS {
  private static let failure: String? = copenblas_load().map(
    String.init(cString:))

  /// Makes the library ready. Free after the first call.
  ///
  /// - Throws: ``TensorError/noBLAS(_:)`` if the machine has no OpenBLAS.
  @inline(__always)
  package static func load() throws {
    if let failure { throw TensorError.noBLAS(failure) }
  }

  /// The kernel family in use, such as `SkylakeX`; for provenance.
  ///
  /// - Throws: ``TensorError/noBLAS(_:)`` if the machine has no OpenBLAS.
  public static func coreType() throws -> String {
    try load()
    return String(cString: copenblas_core())
  }

  /// Name and version, such as `OpenBLAS 0.3.21`; for provenance.
  ///
  /// - Throws: ``TensorError/noBLAS(_:)`` if the machine has no OpenBLAS.
  public static func version() throws -> String {
    try load()
    typealias Configuration = @convention(c) () -> UnsafePointer<CChar>?
    guard let symbol = copenblas_symbol("openblas_get_config"),
      let text = unsafeBitCast(symbol, to: Configuration.self)()
    else { return "unknown" }
    return String(cString: text).split(separator: " ").prefix(2)
      .joined(separator: " ")
  }
}
