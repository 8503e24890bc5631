import Diagnostics
import Experiments
import Files
import Foundation

/// The build that another one is compared with.
struct BaseBuild {
  /// The program.
  let program: URL
  /// Its workspace, if it has one of its own.
  let home: URL?
  /// What it is called: its commit, or its path.
  let name: String

  /// The build that `word` means: a program, or a commit in git's words. A
  /// commit is checked out and built below `.shardbench/base`, once.
  ///
  /// - Throws: ``BaseError``.
  init(_ word: String, in workspace: Workspace) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: word, isDirectory: &isFolder),
      !isFolder.boolValue
    {
      guard FileManager.default.isExecutableFile(atPath: word) else {
        throw BaseError.noProgram(word)
      }
      (program, home, name) = (URL(fileURLWithPath: word), nil, word)
      return
    }
    let git = Git(workspace.root)
    guard let commit = git.commit(word) else { throw BaseError.unknown(word) }
    let folder = workspace.url(".shardbench/base/\(commit)")
    let program = folder.appendingPathComponent(".build/release/shardbench")
    if !FileManager.default.isExecutableFile(atPath: program.path) {
      try Self.build(commit, in: folder, git)
    }
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw BaseError.build(commit, folder: folder.relativePath)
    }
    (self.program, home, name) = (program, folder.absoluteURL, commit)
  }

  private static func build(
    _ commit: String, in folder: URL, _ git: Git
  ) throws {
    try makeFolder(folder.deletingLastPathComponent())
    // One that was begun and lost its files is no obstacle.
    if !FileManager.default.fileExists(
      atPath: folder.appendingPathComponent("Package.swift").path)
    {
      guard
        git.answer([
          "worktree", "add", "--force", "--detach", folder.absoluteURL.path,
          commit,
        ]) != nil
      else {
        throw BaseError.checkout(commit, folder: folder.relativePath)
      }
    }
    FileHandle.standardError.write(
      Data("building \(commit.prefix(12)) in \(folder.relativePath)\n".utf8))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "build", "-c", "release", "--product", "shardbench",
      "--package-path", folder.absoluteURL.path,
    ]
    // What the compiler says is not the result.
    process.standardOutput = FileHandle.standardError
    guard (try? process.run()) != nil else {
      throw BaseError.build(commit, folder: folder.relativePath)
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BaseError.build(commit, folder: folder.relativePath)
    }
  }
}

/// What can be wrong with the base of a comparison.
enum BaseError: Equatable {
  /// A file that is no program.
  case noProgram(String)
  /// Neither a file nor a commit.
  case unknown(String)
  /// A commit that cannot be checked out.
  case checkout(String, folder: String)
  /// A commit that cannot be built.
  case build(String, folder: String)
}

extension BaseError: Diagnosable {
  var diagnosis: Diagnosis {
    switch self {
    case .noProgram(let path):
      Diagnosis(
        "this is no program", at: .init(file: path),
        expected: "shardbench as it was built, or a commit",
        remedy: "give the path of .build/release/shardbench", exit: .usage)
    case .unknown(let word):
      Diagnosis(
        "--base is '\(word)', which is neither a program nor a commit",
        remedy: "see 'git log'; a shallow clone knows few commits",
        exit: .usage)
    case .checkout(let commit, let folder):
      Diagnosis(
        "git cannot check out \(commit)", at: .init(file: folder),
        remedy: "run 'git worktree prune' and remove the folder",
        exit: .software)
    case .build(let commit, let folder):
      Diagnosis(
        "\(commit) cannot be built", at: .init(file: folder),
        remedy: "see what the compiler said above, or give a program",
        exit: .software)
    }
  }
}
