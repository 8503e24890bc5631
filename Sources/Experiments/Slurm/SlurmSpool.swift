import Files
import Foundation

/// The folder of one run for the arrays that it hands to Slurm.
///
/// A lock on a file in it lives as long as the run, so that a folder that
/// nobody has locked is one that a killed run has left. Nobody needs to have
/// noted what that run had submitted: arrays are called after their folder.
final class SlurmSpool {
  /// The folder.
  let folder: URL
  private let lock: FileLock

  /// Makes a folder in `parent`, for a run of `experiment`.
  init(for experiment: String, in parent: URL) throws {
    while true {
      let tag = UUID().uuidString.prefix(8).lowercased()
      let folder = parent.appendingPathComponent(
        "\(experiment).\(tag)", isDirectory: true)
      do {
        try FileManager.default.createDirectory(
          at: folder, withIntermediateDirectories: true)
      } catch {
        throw SlurmError.spool(
          folder.path,
          reason: folder.unwritableReason ?? "it cannot be made")
      }
      do {
        // Another run may have taken it for a folder that was left.
        guard let lock = try FileLock(ifFree: Self.lockFile(of: folder)),
          FileManager.default.fileExists(atPath: folder.path)
        else { continue }
        self.folder = folder
        self.lock = lock
        return
      } catch {
        throw SlurmError.spool(folder.path, reason: "\(error)")
      }
    }
  }

  private init(_ folder: URL, _ lock: FileLock) {
    self.folder = folder
    self.lock = lock
  }

  private static func lockFile(of folder: URL) -> URL {
    folder.appendingPathComponent("lock")
  }

  /// The folders in `parent` that runs of `experiment` have left.
  static func left(by experiment: String, in parent: URL) -> [SlurmSpool] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    return names.sorted().compactMap { name in
      guard name.hasPrefix(experiment + "."),
        !name.dropFirst(experiment.count + 1).contains(".")
      else { return nil }
      let folder = parent.appendingPathComponent(name, isDirectory: true)
      let lock = try? FileLock(ifFree: lockFile(of: folder))
      return lock.map { SlurmSpool(folder, $0) }
    }
  }

  /// Makes the folder of one more array.
  func makeArrayFolder(_ number: Int) throws -> URL {
    let url = folder.appendingPathComponent("\(number)", isDirectory: true)
    guard mkdir(url.path, 0o777) == 0 else {
      throw SlurmError.spool(url.path, reason: systemError())
    }
    return url
  }

  /// What Slurm calls the array with this number.
  func arrayName(_ number: Int) -> String {
    "shardbench-\(folder.lastPathComponent)-\(number)"
  }

  /// The numbers of the arrays that have a folder.
  private var arrays: [Int] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.path)
    return (names ?? []).compactMap { Int($0) }.sorted()
  }

  /// Cancels what is left of all arrays, and removes the folder.
  func end(by commands: SlurmCommands) throws {
    for number in arrays { try commands.cancel(arrayName(number)) }
    remove()
  }

  /// Removes the folder.
  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The answers that are there, by the identity of their points.
  func answers() -> [String: JobAnswer] {
    var found: [String: JobAnswer] = [:]
    for number in arrays {
      let array = folder.appendingPathComponent("\(number)", isDirectory: true)
      var task = 0
      while let jobs = lines(SpooledJob.self, in: array, .jobs, task) {
        let identities = Dictionary(jobs.map { ($0.index, $0.identity) }) { $1 }
        for answer in lines(JobAnswer.self, in: array, .answers, task) ?? [] {
          if let identity = identities[answer.index] {
            found[identity] = answer
          }
        }
        task += 1
      }
    }
    return found
  }

  /// The complete lines of a file that are what they should be; `nil` if there
  /// is no such file.
  private func lines<Value: Decodable>(
    _ type: Value.Type, in array: URL, _ kind: SlurmFile, _ task: Int
  ) -> [Value]? {
    let file = array.appendingPathComponent(kind.name(task))
    guard let bytes = try? Data(contentsOf: file) else { return nil }
    var buffer = LineBuffer()
    return buffer.append([UInt8](bytes)[...]).compactMap {
      JSONLine.decode(type, from: $0)
    }
  }
}
