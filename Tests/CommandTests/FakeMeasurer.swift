import Foundation

/// Programs that only pretend to measure.
extension Scratch {
  /// The files that a comparison leaves.
  static let reports = [
    "comparison.html", "comparison.json", "comparison.md", "comparison.xml",
  ]

  /// A program that says that `a` takes so many calls of the reference, and
  /// notes what it was asked for in `NAME.asked`.
  ///
  /// - Returns: its path.
  func fake(
    _ name: String, work: String = "0.010", ending: String = "echo end",
    isSilent: Bool = false
  ) throws -> String {
    try script(
      """
      echo "$*" >>'\(url(name).path).asked'
      family=wall
      while [ $# -gt 0 ]; do
        [ "$1" = --family ] && family=$2
        shift
      done
      [ $family = \(isSilent ? "none" : "wall") ] && echo '\(Self.line(work))'
      \(ending)

      """, to: name)
  }

  private static func line(_ work: String) -> String {
    #"{"family":"wall","lessIsWorse":false,"references":[0.01],"series":"a","#
      + "\"unit\":\"ref-a\",\"work\":[\(work)]}"
  }

  /// What a fake was asked for, a line each time.
  func asked(_ name: String) throws -> [String] {
    try text("\(name).asked").split(separator: "\n").map(String.init)
  }

  /// A script of the shell that can be run.
  ///
  /// - Returns: its path.
  func script(_ text: String, to name: String) throws -> String {
    try write("#!/bin/sh\n" + text, to: name + ".text")
    // What this process has written may be open for writing in a child that is
    // being started, and cannot be run then.
    try run("/bin/cp", [url(name + ".text").path, url(name).path])
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: url(name).path)
    return url(name).path
  }

  /// Runs another program to its end.
  ///
  /// - Returns: what it printed.
  @discardableResult
  func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = root
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A night of `program` on the machine `box`.
  func nightly(
    _ program: String, _ more: String..., environment: [String: String] = [:]
  ) throws -> Output {
    try run(
      ["nightly", "--program", program, "--machine", "box"] + more,
      environment: environment)
  }
}
