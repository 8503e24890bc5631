import Foundation
import TestBasics
import Testing

/// What the pages show is tried as it stands.
struct PagesTests {
  /// The YAML files of all pages are read, and all commands succeed, in order,
  /// beside the models and platforms of the repository.
  @Test func filesAndCommandsWork() throws {
    let files = FileManager.default
    let root = files.temporaryDirectory.appendingPathComponent(
      "pages-\(UUID().uuidString)", isDirectory: true)
    defer { try? files.removeItem(at: root) }
    let experiments = root.appendingPathComponent("experiments")
    try files.createDirectory(
      at: experiments, withIntermediateDirectories: true)
    for kind in ["models", "platforms"] {
      try files.copyItem(
        at: Pages.package.appendingPathComponent("experiments/\(kind)"),
        to: experiments.appendingPathComponent(kind))
    }
    let yaml = try Pages.blocks("yaml")
    try #require(yaml.count >= 4)
    for block in yaml {
      let path = try #require(block.path, "\(block.page) names no file")
      let file = root.appendingPathComponent(path)
      #expect(!files.fileExists(atPath: file.path), "\(path) is there already")
      try files.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try Data(block.text.utf8).write(to: file)
    }
    let commands = try Pages.blocks("sh")
    try #require(commands.count >= 4)
    for block in commands {
      let (status, output) = try run(block.text, in: root)
      #expect(status == 0, "\(block.page):\n\(block.text)\(output)")
    }
    // Each file was of use to a command.
    for block in yaml {
      let name = try #require(block.path).split(separator: "/").last ?? ""
      let word = name.replacing(".yaml", with: "")
      #expect(
        commands.contains { $0.text.contains(word) },
        "\(block.page) tries \(name) with no command")
    }
  }

  /// Swift on the pages is taken from the sources, word for word.
  @Test func swiftIsInTheSources() throws {
    var texts: [String] = []
    for folder in ["Sources", "Tests"] {
      let url = Pages.package.appendingPathComponent(folder)
      let paths = FileManager.default.enumerator(atPath: url.path)
      for case let path as String in paths ?? .init()
      where path.hasSuffix(".swift") {
        texts.append(
          Self.plain(
            try String(
              contentsOf: url.appendingPathComponent(path), encoding: .utf8)))
      }
    }
    let blocks = try Pages.blocks("swift")
    try #require(!blocks.isEmpty)
    for block in blocks {
      let text = Self.plain(block.text)
      #expect(
        texts.contains { $0.contains(text) },
        "\(block.page) shows what no source has:\n\(block.text)")
    }
  }

  /// Other languages would be tried by nobody.
  @Test func allBlocksAreTried() throws {
    let blocks = try Pages.allBlocks()
    #expect(
      Set(blocks.map(\.language)).isSubset(of: ["sh", "yaml", "swift", "text"]))
    // What builds a package takes minutes; a script of its own does it.
    let builds = blocks.filter { $0.language == "text" }
    #expect(builds.map(\.page) == ["AddingAScheme.md"])
    let script = try String(
      contentsOf: Pages.package.appendingPathComponent(".ci/outside-package"),
      encoding: .utf8)
    for words in ["new scheme my-split --folder", "swift test", "run --all"] {
      #expect(builds.allSatisfy { $0.text.contains(words) })
      #expect(script.contains(words))
    }
    // Indented blocks would be seen by nobody.
    for (page, text) in try Pages.texts() {
      var isOpen = false
      var before = ""
      for line in text.components(separatedBy: "\n") {
        if line.hasPrefix("```") { isOpen.toggle() }
        #expect(
          isOpen || !line.hasPrefix("    ") || !before.isEmpty,
          "\(page): \(line)")
        before = line
      }
    }
  }

  /// Without indentation, which pages may have less of.
  private static func plain(_ text: String) -> String {
    text.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n") + "\n"
  }

  /// Runs lines of a shell that stops at the first failure; what they print
  /// goes to a file, which never fills up as a pipe does.
  private func run(_ lines: String, in root: URL) throws -> (Int32, String) {
    let program = builtProgram("shardbench")
    let log = root.appendingPathComponent("log")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-ec", "shardbench() { \"\(program.path)\" \"$@\"; }\n" + lines,
    ]
    process.currentDirectoryURL = root
    var environment = ProcessInfo.processInfo.environment
    environment["SHARDBENCH_HOME"] = root.path
    process.environment = environment
    try Data().write(to: log)
    let output = try FileHandle(forWritingTo: log)
    (process.standardOutput, process.standardError) = (output, output)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus,
      String(decoding: try Data(contentsOf: log), as: UTF8.self)
    )
  }
}
