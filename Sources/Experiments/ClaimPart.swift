/// One of the means, minima and maxima that the value of a claim consists of.
public struct ClaimPart: Equatable, Sendable {
  /// What a row's cell must say.
  public struct Condition: Equatable, Sendable {
    /// The column.
    public var column: String
    /// The cell; numbers are compared as numbers.
    public var value: String
  }

  /// `mean`, `min` or `max`.
  public var function: String
  /// The column that it is of.
  public var column: String
  /// Which rows it is over.
  public var conditions: [Condition]
  /// What it comes to.
  public var value: Double
  /// The positions of its rows in the table, in order.
  public var rows: [Int]

  /// The part as a claim spells it.
  public var text: String {
    let conditions = conditions.map { "\($0.column)=\($0.value)" }
    return "\(function)(\(column)"
      + (conditions.isEmpty ? "" : " | " + conditions.joined(separator: ", "))
      + ")"
  }
}
