/// How many slots things took, and how many never came about.
public struct SlotDistribution: Equatable, Sendable {
  /// The slots of those that came about, ascending.
  private let sorted: [Int]
  /// How many never came about.
  public let never: Int

  /// The distribution of some numbers of slots; `nil` for never.
  public init(_ slots: [Int?]) {
    sorted = slots.compactMap { $0 }.sorted()
    never = slots.count - sorted.count
  }

  /// How many there are, with those that never came about.
  public var count: Int { sorted.count + never }

  /// The mean of those that came about; `nil` if none did. It flatters where
  /// ``never`` is not 0.
  public var mean: Double? {
    guard !sorted.isEmpty else { return nil }
    return Double(sorted.reduce(0, +)) / Double(sorted.count)
  }

  /// The least number of slots within which at least this share came about;
  /// `nil` if so many never did, or there are none.
  ///
  /// - Parameter share: 0 to 1.
  public func quantile(_ share: Double) -> Int? {
    let share = Swift.min(1, Swift.max(0, share))
    let place = Int((share * Double(count)).rounded(.up))
    let index = Swift.max(1, place) - 1
    return index < sorted.count ? sorted[index] : nil
  }

  /// The middle one.
  public var median: Int? { quantile(0.5) }
  /// What 99 of 100 stay within.
  public var p99: Int? { quantile(0.99) }
  /// The most; `nil` if some never came about.
  public var max: Int? { quantile(1) }
}
