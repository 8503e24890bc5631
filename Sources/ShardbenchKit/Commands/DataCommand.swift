import Diagnostics
import Digests
import Experiments
import Files
import Foundation
import Models

/// Fetches public data files and checks them.
enum DataCommand: Command {
  static let name = "data"
  static let summary = "fetch public data and weights, checked by sha256"
  static let operands = "[FILE ...]"
  static let options = [
    CommandOption("into", "DIR", "the folder (default data in the checkout)"),
    CommandOption("list", "show the files and whether they are there"),
  ]
  static let details = """
    Without a file, all that are not optional. Files that are there and right
    are left alone; the folder that the other commands use counts too
    (SHARDBENCH_DATA, else ../shared/data, else data).

      shardbench data --list
      shardbench data stories260K/stories260K.bin stories260K/tok512.bin
    """

  static func run(_ arguments: Arguments) throws {
    let workspace = try arguments.workspace()
    let folder =
      arguments["into"].map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? workspace.url("data")
    let files = try chosen(arguments.operands)
    var failures: [Diagnosis] = []
    for file in files {
      let places = [workspace.dataFolder(), folder]
      if let found = places.first(where: { isRight(file, in: $0) }) {
        print("\(file.path): there, in \(found.relativePath)")
      } else if arguments.has("list") {
        print("\(file.path): not there\(file.note.map { " (\($0))" } ?? "")")
      } else {
        do {
          try fetch(file, into: folder)
          print("\(file.path): fetched")
        } catch {
          failures.append(Diagnosis(of: error))
          print(failures[failures.count - 1].text)
        }
      }
    }
    if !failures.isEmpty { throw FetchError.incomplete(failures.count) }
  }

  private static func chosen(_ names: [String]) throws -> [PublicFile] {
    guard !names.isEmpty else {
      return PublicFile.all.filter { !$0.isOptional }
    }
    return try names.map { name in
      guard let file = PublicFile.all.first(where: { $0.path == name }) else {
        throw UsageError.unknownName(name, known: PublicFile.all.map(\.path))
      }
      return file
    }
  }

  private static func isRight(_ file: PublicFile, in folder: URL) -> Bool {
    (try? file.check(in: folder) { sha256([UInt8]($0)) }) != nil
  }

  private static func place(in folder: URL) throws -> PartialFolder {
    do {
      return try PartialFolder(for: "fetch", in: folder)
    } catch {
      throw UsageError.notWritable(folder.relativePath, reason: error.reason)
    }
  }

  /// Fetches beside its place, checks, and only then moves it there.
  private static func fetch(_ file: PublicFile, into folder: URL) throws {
    guard let home = file.home else {
      throw FetchError.noHome(file.path, note: file.note)
    }
    try makeFolder(folder)
    removeStalePartials(in: folder, of: "fetch")
    let place = try place(in: folder)
    let scratch = place.url
    defer { withExtendedLifetime(place) {} }
    let copy = scratch.appendingPathComponent(file.path)
    let target = folder.appendingPathComponent(file.path)
    try makeFolder(copy.deletingLastPathComponent())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "curl", "-fsSL", "--retry", "2", "--max-time", "600", "-o", copy.path,
      home,
    ]
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw FetchError.noCurl
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw FetchError.unreachable(file.path, home: home)
    }
    try file.check(in: scratch) { sha256([UInt8]($0)) }
    try makeFolder(target.deletingLastPathComponent())
    try? FileManager.default.removeItem(at: target)
    try FileManager.default.moveItem(at: copy, to: target)
  }
}

/// What can go wrong while public files are fetched.
enum FetchError: Error, Equatable {
  case noHome(String, note: String?)
  case noCurl
  case unreachable(String, home: String)
  case incomplete(Int)
}

extension FetchError: Diagnosable {
  var diagnosis: Diagnosis {
    switch self {
    case .noHome(let path, let note):
      Diagnosis(
        "\(path) has no public home" + (note.map { ": \($0)" } ?? ""),
        remedy: "put it into the data folder yourself")
    case .noCurl:
      Diagnosis("curl is not installed", remedy: "install curl")
    case .unreachable(let path, let home):
      Diagnosis(
        "\(path) cannot be fetched from \(home)",
        remedy: "check the network, or put the file into the data folder "
          + "yourself")
    case .incomplete(let count):
      Diagnosis(
        counted(count, "file") + " missing, see above",
        remedy: "run it again")
    }
  }
}
