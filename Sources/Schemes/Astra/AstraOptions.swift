import Cluster
import Models

/// What ``Astra`` can be told.
struct AstraOptions {
  /// Parts that a token's state is cut into, each with a code of its own (G).
  let groups: Int
  /// Entries of a codebook (K).
  let entries: Int
  let codebooks: Codebooks
  let classTokens: ClassTokens
  let remote: Remote
  let lost: Lost
  /// How strong noise is in training (lambda), in deviations of the residual.
  let noise: Double
  /// The weight of the commitment loss (beta).
  let commitment: Double
  /// How tokens are shared out, such as `2:1:1`; `nil` for equally.
  let tokenShares: String?

  /// What has codes of its own.
  enum Codebooks: String, CaseIterable {
    /// A token: keys and values come of the same code.
    case shared
    /// Its keys and its values each, as the published compression for
    /// Llama-3-8B says.
    case keysAndValues = "keys-values"
  }

  /// Where class tokens are.
  enum ClassTokens: String, CaseIterable {
    /// Each device has a copy, which is not sent; their last states are
    /// averaged.
    case distributed
    /// One device has the only one, which is coded like any token.
    case one
  }

  /// How keys and values of other devices' tokens are made.
  enum Remote: String, CaseIterable {
    /// Codes become states, which are normed and projected.
    case projected
    /// Codes are looked up in codebooks that were projected beforehand.
    case tables
  }

  /// What becomes of a token whose code is lost.
  enum Lost: String, CaseIterable {
    /// The receiver does without it.
    case leftOut = "left-out"
    /// The receiver takes what it had of the token in the block before.
    case previous
  }

  init(_ options: SchemeOptions) {
    func name(_ setting: String) -> String { "\(Astra.name).\(setting)" }
    groups = options.int(name("groups"), or: 1)
    entries = options.int(name("entries"), or: 1024)
    codebooks = options.choice(name("codebooks"), or: .shared)
    classTokens = options.choice(name("class_tokens"), or: .distributed)
    remote = options.choice(name("remote"), or: .projected)
    lost = options.choice(name("lost"), or: .leftOut)
    noise = options.double(name("noise"), or: 1)
    commitment = options.double(name("commitment"), or: 2e-4)
    tokenShares = options.word(name("token_shares"))
  }

  /// Bits of a code.
  var bits: Int {
    max(1, Int.bitWidth - (entries - 1).leadingZeroBitCount)
  }

  /// The codebooks of a block, by what is made of them.
  var books: [String] {
    codebooks == .shared ? ["codebook"] : ["codebook.keys", "codebook.values"]
  }

  /// - Throws: ``ModelError/option(_:value:expected:)`` for groups that the
  ///   state cannot be cut into.
  func check(_ model: ModelShape) throws {
    guard model.width % groups == 0 else {
      throw ModelError.option(
        "\(Astra.name).groups", value: "\(groups)",
        expected: "a divisor of \(model.width), the width of '\(model.name)'")
    }
    guard remote == .projected || lost == .leftOut else {
      throw ModelError.option(
        "\(Astra.name).remote", value: remote.rawValue,
        expected: "lost left-out: keys and values of the block before are "
          + "others")
    }
    guard remote == .projected || groups == 1 else {
      throw ModelError.option(
        "\(Astra.name).remote", value: remote.rawValue,
        expected: "groups 1: the norm before the projections takes all parts "
          + "of a state together")
    }
  }

  /// The tokens of each device, in the order of positions; of what does not
  /// come out even, later devices have more.
  ///
  /// - Throws: ``ModelError/option(_:value:expected:)``.
  func shares(of tokens: Int, devices: Int) throws -> [Range<Int>] {
    guard let tokenShares else {
      var start = 0
      return partition(tokens, into: devices).reversed().map { share in
        defer { start += share.count }
        return start..<start + share.count
      }
    }
    let weights = tokenShares.split(
      separator: ":", omittingEmptySubsequences: false
    ).map { Double($0) ?? -1 }
    guard weights.count == devices, weights.allSatisfy({ $0 > 0 }),
      let last = weights.last, last.isFinite
    else {
      throw ModelError.option(
        "\(Astra.name).token_shares", value: tokenShares,
        expected: "\(devices) positive numbers, such as "
          + (0..<devices).map { _ in "1" }.joined(separator: ":"))
    }
    let total = weights.reduce(0, +)
    var (sum, start) = (0.0, 0)
    return weights.map { weight in
      sum += weight
      let end = Int((Double(tokens) * sum / total).rounded())
      defer { start = end }
      return start..<max(start, min(tokens, end))
    }
  }

  static let settings: [SchemeSetting] = [
    SchemeSetting(
      "groups", .integer(1...65_536),
      "parts of a token's state with a code each, G (1)"),
    SchemeSetting(
      "entries", .integer(2...1 << 24), "entries of a codebook, K (1024)"),
    SchemeSetting(
      "codebooks", .word(Codebooks.allCases.map(\.rawValue)),
      "whether a token's keys and values come of one code or have one each "
        + "(shared)"),
    SchemeSetting(
      "class_tokens", .word(ClassTokens.allCases.map(\.rawValue)),
      "whether every device has a class token of its own or one device has "
        + "the only one (distributed)"),
    SchemeSetting(
      "remote", .word(Remote.allCases.map(\.rawValue)),
      "whether decoded states are projected, or codes are looked up in "
        + "projected codebooks, of one group (projected)",
      changesTraining: false),
    SchemeSetting(
      "lost", .word(Lost.allCases.map(\.rawValue)),
      "whether a token whose code is lost is left out, or stays as it was in "
        + "the block before (left-out)", changesTraining: false),
    SchemeSetting(
      "noise", .real(0...100),
      "noise on decoded states in training, in deviations of what coding "
        + "takes away (1)"),
    SchemeSetting(
      "commitment", .real(0...1000),
      "weight of the squared distance between states and their codes in the "
        + "loss (0.0002)"),
    SchemeSetting(
      "token_shares", .text,
      "how tokens are shared out, a number for each device such as 2:1:1; by "
        + "default equally"),
  ]
}
