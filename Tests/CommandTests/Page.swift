import Foundation

/// A page of HTML, as far as its links go.
struct Page {
  let file: URL
  let text: String
  /// What a reader can follow or a browser loads.
  let links: [String]
  /// Every id, as often as it is there.
  let ids: [String]

  init(_ file: URL) throws {
    self.file = file
    text = try String(contentsOf: file, encoding: .utf8)
    links = text.matches(of: /\shref="([^"]*)"/).map {
      String($0.1).replacing("&amp;", with: "&")
    }
    ids = text.matches(of: /\sid="([^"]*)"/).map { "\($0.1)" }
  }

  /// Links that lead to no file, and to no place of the page.
  var broken: [String] {
    let known = Set(ids)
    let folder = file.deletingLastPathComponent()
    return links.filter { link in
      if link.hasPrefix("#") { return !known.contains("\(link.dropFirst())") }
      let path = link.removingPercentEncoding ?? link
      return !FileManager.default.fileExists(
        atPath: folder.appendingPathComponent(path).path)
    }
  }

  /// Ids that are there twice.
  var twice: [String] {
    var seen: Set<String> = []
    return ids.filter { !seen.insert($0).inserted }
  }

  /// What would make a browser ask for another file, or run something.
  var loads: [String] {
    let asks =
      /<(?:script|img|link|iframe|object|embed|image)\b|\ssrc=|@import|\son\w+=/
    let urls = text.matches(of: /url\(([^)]*)\)/).map { "\($0.1)" }
    let known = Set(ids.map { "#" + $0 })
    return text.matches(of: asks).map { "\($0.0)" }
      + urls.filter { !known.contains($0) }
  }

  /// Elements that are not closed in the order in which they began.
  var unbalanced: [String] {
    let empty: Set = ["meta", "br", "hr"]
    var open: [String] = []
    var amiss: [String] = []
    for match in text.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
      let name = String(match.2)
      if match.1 == "/" {
        if open.popLast() != name { amiss.append("/" + name) }
      } else if match.3.isEmpty, !empty.contains(name) {
        open.append(name)
      }
    }
    return amiss + open
  }
}
