import Tables

/// A claim and what came out.
public struct ClaimVerdict: Sendable {
  /// What is concluded.
  public enum Verdict: String, CaseIterable, Sendable {
    /// Within the tolerance.
    case reproduced = "reproduced"
    /// Within the tolerance, but constants were fitted to this very number.
    case byFit = "reproduced by fit"
    /// Outside of the tolerance.
    case notReproduced = "not reproduced"
    /// No rows can test it, or these cannot: they are of another profile.
    case notTestable = "not testable here"
  }

  /// The experiment whose rows it was judged by.
  public let experiment: String
  /// The claim.
  public let claim: Claim
  /// What its expression gives, in the unit of its columns.
  public let obtained: Double
  /// Half of the 95 % confidence interval of what it gives for each seed
  /// (Student's t); `nil` where there are no two seeds.
  public let interval: Double?
  /// What is concluded.
  public let verdict: Verdict
  /// What the value is put together from.
  public let parts: [ClaimPart]
  /// Seconds that it took to compute the rows that the claim selects; `nil`
  /// unless known of all of them.
  public let seconds: Double?

  /// Judges `claim` by the rows of `table`.
  ///
  /// - Parameters:
  ///   - claim: what is judged.
  ///   - experiment: the experiment that it belongs to.
  ///   - table: the CSV file of the experiment.
  ///   - profile: the profile that made the rows, if it is known.
  ///   - seconds: the time that each row took, as far as known; times of
  ///     another number of rows say nothing.
  /// - Throws: ``ClaimError`` or `TableError` if it cannot be judged.
  public init(
    _ claim: Claim, of experiment: String, by table: Table,
    profile: String? = nil, seconds: [Double?] = []
  ) throws {
    self.claim = claim
    self.experiment = experiment
    (obtained, parts) = try ClaimExpression.valueAndParts(
      claim.value, over: table)
    let rows = Set(parts.flatMap(\.rows))
    let times = rows.compactMap {
      seconds.count == table.rows.count ? seconds[$0] : nil
    }
    self.seconds = times.count == rows.count ? times.reduce(0, +) : nil
    interval = try ClaimExpression.interval(claim.value, over: table)
    let isWithin =
      switch claim.order {
      case .above: obtained > claim.expect
      case .below: obtained < claim.expect
      case nil:
        // 1.07 is within 1.04 ± 0.03 although the difference rounds above it.
        abs(obtained - claim.expect)
          <= claim.tolerance + 1e-12 * max(1, abs(claim.expect))
      }
    verdict =
      claim.untestable != nil || claim.profile.map { $0 != profile } == true
      ? .notTestable
      : !isWithin ? .notReproduced : claim.fit == nil ? .reproduced : .byFit
  }

  /// The verdict, with the reason where there is none.
  public var text: String {
    guard verdict == .notTestable else { return verdict.rawValue }
    if let reason = claim.untestable { return "\(verdict.rawValue): \(reason)" }
    guard let profile = claim.profile else { return verdict.rawValue }
    return "\(verdict.rawValue): needs the profile \(profile)"
  }

  /// The command that obtains the value.
  public var command: String {
    "shardbench run \(experiment)"
      + (claim.profile.map { " --profile \($0)" } ?? "")
  }

  /// What is expected, in words: a value, or `above` or `below` one.
  public func expectation(_ number: (Double) -> String) -> String {
    (claim.order.map { "\($0) " } ?? "") + number(claim.expect)
  }

  /// How far the obtained value is off, relative to the expected one; absolute
  /// where that is zero, and where only an order is claimed.
  public var deviation: Double {
    if claim.order != nil { return obtained - claim.expect }
    return claim.expect == 0
      ? obtained : (obtained - claim.expect) / abs(claim.expect)
  }

  private static let columns = [
    "experiment", "claim", "order", "expected", "tolerance", "obtained",
    "interval", "deviation",
    "evidence", "fit", "verdict",
  ]

  /// Verdicts as a table, for claims.csv.
  ///
  /// - Throws: `TableError` for texts that make no table.
  public static func table(_ verdicts: [ClaimVerdict]) throws -> Table {
    try Table(
      columns: columns,
      rows: verdicts.map {
        [
          $0.experiment, $0.claim.id, $0.claim.order?.rawValue ?? "",
          Table.text(of: $0.claim.expect),
          $0.claim.order == nil ? Table.text(of: $0.claim.tolerance) : "",
          Table.text(of: $0.obtained),
          $0.interval.map(Table.text) ?? "",
          Table.text(of: $0.deviation), $0.claim.evidence.rawValue,
          $0.claim.fit ?? "", $0.text,
        ]
      }, file: "claims.csv")
  }
}
