import Files
import Foundation
import Regression

/// The forms that a comparison can take, and files of them.
enum ComparisonForm: String, CaseIterable {
  case text
  case markdown
  case html
  case junit
  case annotations
  case json

  /// The file of the form; the terminal's forms have none.
  private var fileName: String? {
    switch self {
    case .markdown: "comparison.md"
    case .html: "comparison.html"
    case .junit: "comparison.xml"
    case .json: "comparison.json"
    case .text, .annotations: nil
    }
  }

  /// The comparison in this form.
  func of(_ comparison: Comparison) throws -> String {
    switch self {
    case .text: comparison.text
    case .markdown: comparison.markdown
    case .html: comparison.html
    case .junit: comparison.junit
    case .annotations: comparison.annotations
    case .json: try comparison.json()
    }
  }

  /// The form that the arguments ask for; text if they say nothing.
  init(_ arguments: Arguments) throws {
    let word = arguments["format"] ?? ComparisonForm.text.rawValue
    guard let form = ComparisonForm(rawValue: word) else {
      throw UsageError.badChoice(
        word, option: "--format", known: Self.allCases.map(\.rawValue))
    }
    self = form
  }

  /// Makes `folder` ready for reports, before anything is measured for them.
  ///
  /// Those of an earlier run go: if this one fails, nobody shall take them for
  /// its own.
  /// - Throws: ``UsageError/notWritable(_:reason:)``.
  static func clear(_ folder: URL) throws {
    try makeFolder(folder)
    if let reason = folder.unwritableReason {
      throw UsageError.notWritable(folder.relativePath, reason: reason)
    }
    for name in allCases.compactMap(\.fileName) {
      let file = folder.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      do {
        try FileManager.default.removeItem(at: file)
      } catch {
        throw UsageError.notWritable(
          file.relativePath, reason: error.localizedDescription)
      }
    }
  }

  /// Prints the comparison, and annotations where GitHub reads them; writes
  /// the other forms into `folder`.
  ///
  /// - Returns: The exit status that tells the outcome.
  func show(_ comparison: Comparison, files folder: URL) throws -> Int32 {
    // First, so that a disk without room does not lose it.
    FileHandle.standardOutput.write(Data(try of(comparison).utf8))
    for form in Self.allCases {
      guard let name = form.fileName else { continue }
      let file = folder.appendingPathComponent(name)
      do {
        try replaceFile(at: file, with: Data(form.of(comparison).utf8))
      } catch let fault as SystemFault {
        throw UsageError.notWritable(file.relativePath, reason: fault.reason)
      }
    }
    let variables = ProcessInfo.processInfo.environment
    if variables["GITHUB_ACTIONS"] != nil, self != .annotations {
      // GitHub reads both streams; whoever reads JSON or XML reads one.
      FileHandle.standardError.write(Data(comparison.annotations.utf8))
    }
    return comparison.outcome.rawValue
  }
}
