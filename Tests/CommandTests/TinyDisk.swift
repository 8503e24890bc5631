import Foundation

#if os(Linux)
  /// A small disk in memory, mounted for a while. Needs the right to mount.
  final class TinyDisk {
    private let place: URL
    private var isMounted = true

    /// Mounts a disk at `place`, which is made if need be.
    ///
    /// - Parameter kibibytes: the room on it; none for one that is protected.
    init(at place: URL, kibibytes: Int?) throws {
      self.place = place
      try FileManager.default.createDirectory(
        at: place, withIntermediateDirectories: true)
      let flags = kibibytes == nil ? UInt(MS_RDONLY) : 0
      let options = "size=\(kibibytes ?? 4)k"
      guard mount("tmpfs", place.path, "tmpfs", flags, options) == 0 else {
        throw POSIXError(.init(rawValue: errno) ?? .EPERM)
      }
    }

    func unmount() {
      if isMounted { umount2(place.path, Int32(MNT_DETACH)) }
      isMounted = false
    }

    deinit { unmount() }

    /// Whether disks can be mounted here.
    static let isPossible: Bool = {
      let place = FileManager.default.temporaryDirectory.appendingPathComponent(
        "shardbench-\(UUID().uuidString)", isDirectory: true)
      defer { try? FileManager.default.removeItem(at: place) }
      guard let disk = try? TinyDisk(at: place, kibibytes: 4) else {
        return false
      }
      disk.unmount()
      return true
    }()
  }
#endif
