import Tables

/// A claim and what came out.
public struct ClaimVerdict: Sendable {
  /// What is concluded.
  public enum Verdict: String, Sendable {
    /// Within the tolerance.
    case reproduced = "reproduced"
    /// Within the tolerance, but constants were fitted to this very number.
    case byFit = "reproduced by fit"
    /// Outside of the tolerance.
    case notReproduced = "not reproduced"
    /// The rows cannot test it: they are of another profile.
    case notTestable = "not testable here"
  }

  /// The experiment whose rows it was judged by.
  public let experiment: String
  /// The claim.
  public let claim: Claim
  /// What its expression gives.
  public let obtained: Double
  /// What is concluded.
  public let verdict: Verdict

  /// Judges `claim` by the rows of `table`.
  ///
  /// - Parameter profile: the profile that made the rows, if it is known.
  /// - Throws: ``ClaimError`` or ``TableError`` if it cannot be judged.
  public init(
    _ claim: Claim, of experiment: String, by table: Table,
    profile: String? = nil
  ) throws {
    self.claim = claim
    self.experiment = experiment
    obtained = try ClaimExpression.value(claim.value, over: table)
    // 1.07 is within 1.04 ± 0.03 although the difference rounds above it.
    let slack = 1e-12 * max(1, abs(claim.expect))
    let isWithin = abs(obtained - claim.expect) <= claim.tolerance + slack
    verdict =
      claim.profile.map { $0 != profile } == true
      ? .notTestable
      : !isWithin ? .notReproduced : claim.fit == nil ? .reproduced : .byFit
  }

  /// The verdict, with the reason where there is none.
  public var text: String {
    guard verdict == .notTestable, let profile = claim.profile else {
      return verdict.rawValue
    }
    return "\(verdict.rawValue): needs the profile \(profile)"
  }

  /// How far the obtained value is off, relative to the expected one; absolute
  /// where that is zero.
  public var deviation: Double {
    claim.expect == 0
      ? obtained : (obtained - claim.expect) / abs(claim.expect)
  }

  private static let columns = [
    "experiment", "claim", "expected", "tolerance", "obtained", "deviation",
    "evidence", "fit", "verdict",
  ]

  /// Verdicts as a table, for claims.csv.
  public static func table(_ verdicts: [ClaimVerdict]) throws -> Table {
    try Table(
      columns: columns,
      rows: verdicts.map {
        [
          $0.experiment, $0.claim.id, Table.text(of: $0.claim.expect),
          Table.text(of: $0.claim.tolerance), Table.text(of: $0.obtained),
          Table.text(of: $0.deviation), $0.claim.evidence.rawValue,
          $0.claim.fit ?? "", $0.text,
        ]
      }, file: "claims.csv")
  }
}
