import Foundation

/// A gnuplot string that is exactly `text`, on one line.
///
/// Single quotes: in them gnuplot expands neither escapes nor backquotes nor
/// macros, and only the quote itself is doubled.
func quoted(_ text: String) -> String {
  // By scalars: as a Character, a quote can hide under a combining accent.
  let safe = text.unicodeScalars.map { scalar in
    switch scalar {
    case "'": "''"
    case _ where scalar.properties.generalCategory == .control: " "
    default: String(scalar)
    }
  }
  return "'" + safe.joined() + "'"
}

extension String {
  /// The text as a format that prints it: tics take formats, not texts.
  var inFormat: String {
    replacingOccurrences(of: "%", with: "%%", options: .literal)
  }
}

/// A shell word that is exactly `text`.
func shellQuoted(_ text: String) -> String {
  let safe = text.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }
  return "'" + safe.joined() + "'"
}

/// An array definition, at most 80 columns wide where its values allow.
func array(_ name: String, _ values: [String]) -> String {
  let head = "array \(name)[\(values.count)] = ["
  var lines = [head]
  for (position, value) in values.enumerated() {
    let word = value + (position + 1 < values.count ? "," : "]")
    let last = lines[lines.count - 1]
    let space = last.hasSuffix("[") || last == "  " ? "" : " "
    if last.count + space.count + word.count <= 78 {
      lines[lines.count - 1] = last + space + word
    } else {
      lines.append("  " + word)
    }
  }
  return lines.joined(separator: " \\\n")
}

/// The path of `file` from `folder`; both may be relative to the current one.
func relativePath(of file: URL, from folder: URL) -> String {
  let folder = folder.standardizedFileURL.resolvingSymlinksInPath()
  let file = file.standardizedFileURL
  let parent = file.deletingLastPathComponent().resolvingSymlinksInPath()
  let from = folder.pathComponents.filter { $0 != "/" }
  let to = parent.pathComponents.filter { $0 != "/" }
  let common = zip(from, to).prefix { $0 == $1 }.count
  let parts =
    Array(repeating: "..", count: from.count - common) + to[common...]
    + [file.lastPathComponent]
  // A leading "<" would make gnuplot run the rest as a command.
  return (from.count == common ? "./" : "") + parts.joined(separator: "/")
}
