import Foundation

/// What a row of results stands on: real files with their digests, or a
/// generated set with its seed.
public struct DataSource: Equatable, Sendable {
  /// Where data comes from.
  public enum Kind: Equatable, Sendable {
    /// Files that somebody published.
    case real(files: [PublicFile])
    /// Numbers that depend on the seed alone.
    case generated(seed: UInt64)
  }

  /// The name in manifests and CSV, such as `etth2`.
  public let name: String
  /// Whether it is real, and what fixes its content.
  public let kind: Kind

  /// A real set that consists of some public files.
  public init(name: String, files: [PublicFile]) {
    self.name = name
    kind = .real(files: files)
  }

  /// A generated set.
  public init(name: String, seed: UInt64) {
    self.name = name
    kind = .generated(seed: seed)
  }

  /// Whether it is generated.
  public var isGenerated: Bool {
    if case .generated = kind { true } else { false }
  }

  /// The cell of a CSV: `etth2`, or `generated-series(seed 7)`, so that no
  /// row can pass generated data off as real.
  public var label: String {
    switch kind {
    case .real: name
    case .generated(let seed): "\(name)(seed \(seed))"
    }
  }

  /// What fixes the content, for the identity of a run: the label, and path
  /// and digest of each file.
  public var identity: String {
    switch kind {
    case .generated: label
    case .real(let files):
      ([label]
        + files.map {
          "\($0.path)=\($0.digests.joined(separator: "|"))"
        }).joined(separator: ";")
    }
  }

  /// The real sets that shardbench reads.
  public static let real: [DataSource] = [
    ("mnist", "mnist/"), ("etth1", "ett/ETTh1"), ("etth2", "ett/ETTh2"),
    ("optdigits", "uci-digits/"), ("tinyshakespeare", "tinyshakespeare/"),
    ("wikitext2", "wikitext2/"), ("kwt1", "kwt1/"),
  ].map { name, prefix in
    DataSource(
      name: name,
      files: PublicFile.all.filter { $0.path.hasPrefix(prefix) })
  }
}
