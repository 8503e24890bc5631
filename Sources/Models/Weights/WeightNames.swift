/// How a tool calls the weights of a kind of model, and how it lays them out.
///
/// A table that is read both ways: to fill a model from a file, and to write
/// a file that the tool can read. A `#` in a name stands for the number of a
/// block.
public struct WeightNames: Sendable {
  /// The tool and the kind of model, such as `Hugging Face GPT-2`.
  public let name: String
  let rows: [Row]
  /// What may stand before names; stands there in files that are written.
  let prefix: String?
  /// Older endings of names, and what they are now.
  let endings: [(old: String, new: String)]
  /// What a copy of the embedding's table is called where the head is tied.
  let tied: String?
  /// Names of what may be in a file and is not used.
  let unused: Set<String>
  private let numbersByOwn: [String: Number]
  private let numbersByTheirs: [String: Int]

  /// One tensor of a file.
  struct Row: Sendable {
    /// The weights in it, one above another.
    let own: [String]
    /// What the tool calls it.
    let theirs: String
    let layout: WeightLayout
    /// Whether its name never has the prefix.
    var standsOutside = false
    /// Extents of 1 before the others in files of the tool.
    var ones = 0
  }

  /// Where one of our weights is.
  struct Number: Sendable {
    let row: Int
    let part: Int
  }

  init(
    _ name: String, prefix: String? = nil, rows: [[Row]], tied: String? = nil,
    unused: Set<String> = [], endings: [(old: String, new: String)] = []
  ) {
    self.name = name
    self.rows = rows.flatMap { $0 }
    self.prefix = prefix
    self.endings = endings
    self.tied = tied
    self.unused = unused
    var own: [String: Number] = [:]
    var theirs: [String: Int] = [:]
    for (number, row) in self.rows.enumerated() {
      theirs[row.theirs] = number
      for (part, name) in row.own.enumerated() {
        own[name] = Number(row: number, part: part)
      }
    }
    numbersByOwn = own
    numbersByTheirs = theirs
  }

  /// All tables, of which a file's names pick one.
  public static let all: [WeightNames] = [
    .shardbench, .huggingFaceGPT2, .huggingFaceBERT, .huggingFaceMobileBERT,
    .huggingFaceViT, .huggingFaceLlama, .timmViT, .keywordTransformer,
  ]

  /// Where our weight `name` is, and its block if it has one; `nil` if the
  /// tool has no name for it.
  func find(own name: String) -> (place: Number, block: Int?)? {
    let (pattern, block) = numbered(name)
    return numbersByOwn[pattern].map { ($0, block) }
  }

  /// The name of a row for a block, without prefix.
  func name(of row: Row, block: Int?) -> String {
    guard let block else { return row.theirs }
    return row.theirs.split(separator: ".", omittingEmptySubsequences: false)
      .map { $0 == "#" ? "\(block)" : String($0) }.joined(separator: ".")
  }

  /// The name of a file's entry without prefix, and as it ends today.
  func plain(_ entry: String) -> String {
    var name = entry
    if let prefix, name.hasPrefix(prefix) {
      name = String(name.dropFirst(prefix.count))
    }
    for (old, new) in endings where name.hasSuffix(old) {
      name = name.dropLast(old.count) + new
    }
    return name
  }

  /// What the plain name of a file's entry is to this tool. Some weights are
  /// of no use where the model has no need of them.
  func role(of plain: String) -> Role {
    let (pattern, block) = numbered(plain)
    if unused.contains(pattern) || plain == tied { return .unused }
    return numbersByTheirs[pattern] == nil ? .unknown : .weight(block: block)
  }

  /// What an entry of a file is to a tool.
  enum Role: Equatable {
    case weight(block: Int?)
    case unused
    case unknown
  }
}

/// `name` with `#` for the first number between its points, and that number.
private func numbered(_ name: String) -> (pattern: String, block: Int?) {
  var parts = name.split(separator: ".", omittingEmptySubsequences: false)
  guard let place = parts.firstIndex(where: { isNumber($0) }) else {
    return (name, nil)
  }
  let block = Int(parts[place])
  parts[place] = "#"
  return (parts.joined(separator: "."), block)
}

/// Whether `text` is a number as names have it: digits, no zero before them.
private func isNumber(_ text: Substring) -> Bool {
  Int(text).map { String($0) == text && $0 >= 0 } ?? false
}
