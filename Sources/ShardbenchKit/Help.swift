/// The help texts.
enum Help {
  /// What `shardbench` alone prints.
  static var overview: String {
    """
    shardbench measures transformer inference that is split over small devices:
    accuracy, latency, energy, memory and traffic, from one manifest to a CSV
    file and its figures.

    usage: shardbench COMMAND [OPTIONS]

    \(rows(Program.commands.map { ($0.name, $0.summary) }))

    'shardbench COMMAND --help' tells more. Exit status: 0 success, 64 wrong
    usage, 65 bad data, 70 a defect.
    """
  }

  /// What `shardbench COMMAND --help` prints.
  static func text(of command: any Command.Type) -> String {
    let operands = command.operands.isEmpty ? "" : " " + command.operands
    let options = command.options.map { option in
      (option.typed + (option.value.map { " \($0)" } ?? ""), option.summary)
    }
    return """
      \(command.summary)

      usage: shardbench \(command.name)\(operands)\(options.isEmpty ? "" : " [OPTIONS]")

      \(options.isEmpty ? "" : rows(options) + "\n")
      \(command.details)
      """.replacing("\n\n\n", with: "\n\n")
  }

  /// Two columns, the second folded at 79 characters.
  static func rows(_ pairs: [(String, String)], indent: Int = 2) -> String {
    let width = min(26, pairs.map(\.0.count).max() ?? 0)
    return pairs.map { name, summary in
      let margin = String(repeating: " ", count: indent)
      let gap = String(
        repeating: " ", count: max(2, width + 2 - name.count))
      let lines = folded(summary, width: 79 - indent - width - 2)
      let hanging =
        "\n" + String(repeating: " ", count: indent + width + 2)
      let first = name.count > width ? hanging : gap
      return margin + name + first + lines.joined(separator: hanging)
    }.joined(separator: "\n")
  }

  /// `text` in lines of at most `width` characters where words allow.
  static func folded(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.isEmpty ? [""] : lines
  }
}
