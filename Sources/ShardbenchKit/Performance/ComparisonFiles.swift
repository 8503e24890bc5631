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

  /// Prints the comparison, and annotations where GitHub reads them; writes
  /// the other forms into `folder`.
  ///
  /// - Returns: The exit status that tells the outcome.
  func show(_ comparison: Comparison, files folder: URL) throws -> Int32 {
    try makeFolder(folder)
    for form in Self.allCases {
      guard let name = form.fileName else { continue }
      let file = folder.appendingPathComponent(name)
      do {
        try replaceFile(at: file, with: Data(form.of(comparison).utf8))
      } catch let fault as SystemFault {
        throw UsageError.notWritable(file.relativePath, reason: fault.reason)
      }
    }
    print(try of(comparison), terminator: "")
    let variables = ProcessInfo.processInfo.environment
    if variables["GITHUB_ACTIONS"] != nil, self != .annotations {
      // GitHub reads both streams; whoever reads JSON or XML reads one.
      FileHandle.standardError.write(Data(comparison.annotations.utf8))
    }
    return comparison.outcome.rawValue
  }
}
