import Figures
import Foundation
import MarkupText

/// Parts of HTML. Texts that come from elsewhere go through `escaped`.
enum Markup {
  /// A command or a name as it is typed.
  static func code(_ text: String) -> String {
    "<code>\(text.escapedMarkup)</code>"
  }

  /// A link; only the text `label` where there is nothing to lead to.
  static func link(_ label: String, to target: String?) -> String {
    guard let target else { return label.escapedMarkup }
    return "<a href=\"\(target.escapedMarkup)\">\(label.escapedMarkup)</a>"
  }

  /// A part that opens at a click and is always printed: what is hidden lies
  /// beside the element that hides it, so that style sheets can show it.
  static func folded(_ summary: String, _ body: String) -> String {
    "<details><summary>\(summary.escapedMarkup)</summary></details>"
      + "<div class=\"folded\">\(body)</div>"
  }

  /// A table in a box of its own, which scrolls if need be.
  static func table(
    _ heads: [String], _ rows: [String], kind: String = "plain"
  ) -> String {
    let head = heads.map { "<th scope=\"col\">\($0.escapedMarkup)</th>" }
    return "<div class=\"wide\" tabindex=\"0\"><table class=\"\(kind)\">"
      + "<thead><tr>\(head.joined())</tr></thead>\n<tbody>"
      + rows.joined(separator: "\n") + "</tbody></table></div>"
  }

  /// A row of a table from cells of HTML.
  static func row(_ cells: [String]) -> String {
    "<tr>" + cells.map { "<td>\($0)</td>" }.joined() + "</tr>"
  }

  /// Named values.
  static func list(_ pairs: [(String, String?)]) -> String {
    let items = pairs.compactMap { name, value in
      value.map { "<dt>\(name.escapedMarkup)</dt><dd>\($0)</dd>" }
    }
    return "<dl>\(items.joined())</dl>"
  }

  /// The way from a folder to a file, as a link.
  static func path(from folder: URL, to file: URL) -> String {
    let from = folder.standardizedFileURL.pathComponents
    let to = file.standardizedFileURL.pathComponents
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let path = from.dropFirst(shared).map { _ in ".." } + to.dropFirst(shared)
    return path.joined(separator: "/")
      .addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
  }

  /// A name as a part of an id: letters, digits and signs that need no care.
  static func id(_ kind: String, _ name: String) -> String {
    kind + "-"
      + name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
  }
}
