/// Ways to divide the model among devices, by the names that they have in
/// manifests.
public enum ModelAssignment: String, CaseIterable, Sendable {
  /// Equal shares.
  case uniform
  /// Shares in proportion to 1 / e_n.
  case inverseEnergy = "inverse-energy"
  /// Shares by ``SuccessiveConvexApproximation``.
  case successiveConvex = "successive-convex"

  /// The assignment of this name.
  ///
  /// - Throws: ``AirCompError/name(_:kind:known:)``.
  public init(named name: String) throws {
    guard let assignment = Self(rawValue: name) else {
      throw AirCompError.name(
        name, kind: "model assignment", known: Self.allCases.map(\.rawValue))
    }
    self = assignment
  }

  /// Each device's share of the model, m_n; they sum to 1.
  ///
  /// - Throws: ``AirCompError/budget(device:lackingJoules:ofJoules:)`` if a
  ///   device cannot compute its share, and what
  ///   ``SuccessiveConvexApproximation/path(for:over:streams:)`` throws.
  public func shares(
    for budget: EnergyBudget, over fading: RicianFading, streams: Int,
    _ approximation: SuccessiveConvexApproximation = .init()
  ) throws -> [Double] {
    let shares: [Double]
    switch self {
    case .uniform:
      let count = budget.devices.count
      shares = Array(repeating: 1 / Double(count), count: count)
    case .inverseEnergy:
      let speeds = try budget.devices.enumerated().map { index, device in
        guard device.wholeLayerJoules > 0 else {
          throw AirCompError.number(
            "the computing energy of device \(index)", 0,
            expected: "above 0 for inverse-energy shares")
        }
        return 1 / device.wholeLayerJoules
      }
      let sum = speeds.reduce(0, +)
      shares = speeds.map { $0 / sum }
    case .successiveConvex:
      shares = try approximation.path(
        for: budget, over: fading, streams: streams
      ).last
    }
    _ = try budget.sendingJoules(shares: shares)
    return shares
  }
}
