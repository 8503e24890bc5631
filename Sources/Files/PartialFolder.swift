import Foundation

/// A hidden folder for files on their way, which goes with this object.
///
/// What a killed process leaves behind, ``removeStalePartials(in:of:)``
/// removes.
public final class PartialFolder {
  /// The folder.
  public let url: URL
  private let descriptor: Int32

  /// Makes a folder in `folder`, for files of `name`.
  public init(for name: String, in folder: URL) throws(SystemFault) {
    while true {
      let url = folder.appendingPathComponent(
        PartialName.make(for: name), isDirectory: true)
      guard mkdir(url.path, 0o777) == 0 else { throw SystemFault() }
      if let descriptor = try lockPartial(url.path, O_RDONLY) {
        self.url = url
        self.descriptor = descriptor
        return
      }
    }
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
    close(descriptor)
  }
}
