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
    let git = Git(workspace.root)
    let isProgram = Self.isProgram(word)
    guard !isProgram, let commit = git.commit(word) else {
      guard isProgram else {
        throw FileManager.default.fileExists(atPath: word)
          ? BaseError.noProgram(word) : .unknown(word)
      }
      (program, home, name) = (URL(fileURLWithPath: word), nil, word)
      return
    }
    // A package builds a program of its own.
    let own = Bundle.main.executableURL?.lastPathComponent
    let product = workspace.base == nil ? "shardbench" : own ?? "shardbench"
    let folder = workspace.url(".shardbench/base/\(commit)")
    let program = folder.appendingPathComponent(".build/release/\(product)")
    if !Self.isProgram(program.path) {
      try Self.checkOut(commit, in: folder, git)
      try Self.build(commit, product, in: folder)
    }
    guard Self.isProgram(program.path) else {
      throw BaseError.build(commit, folder: folder.relativePath)
    }
    (self.program, home, name) = (program, folder.absoluteURL, commit)
  }

  private static func isProgram(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
      && FileManager.default.isExecutableFile(atPath: path)
  }

  /// Makes a worktree of `commit`; one that is whole stays, with what is built
  /// of it.
  private static func checkOut(
    _ commit: String, in folder: URL, _ git: Git
  ) throws {
    let path = folder.absoluteURL.path
    guard !isWhole(folder, commit) else { return }
    try makeFolder(folder.deletingLastPathComponent())
    // One that somebody broke off.
    _ = git.answer(["worktree", "remove", "--force", path])
    try? FileManager.default.removeItem(at: folder)
    _ = git.answer(["worktree", "prune"])
    guard git.answer(["worktree", "add", "--detach", path, commit]) != nil
    else {
      throw BaseError.checkout(commit, folder: folder.relativePath)
    }
  }

  /// Whether `folder` is a worktree with all files of `commit`. Where it is
  /// none, git would answer for the one around it.
  private static func isWhole(_ folder: URL, _ commit: String) -> Bool {
    let git = Git(folder)
    let link = folder.appendingPathComponent(".git").path
    return FileManager.default.fileExists(atPath: link)
      && git.answer(["rev-parse", "HEAD"]) == commit
      && git.answer(["status", "--porcelain", "--untracked-files=no"]) == ""
  }

  private static func build(
    _ commit: String, _ product: String, in folder: URL
  ) throws {
    FileHandle.standardError.write(
      Data("building \(commit.prefix(12)) in \(folder.relativePath)\n".utf8))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "build", "-c", "release", "--product", product,
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
