/// The energy of each device, which pays for its share of the computing first
/// and for sending with what is left.
///
///     e_n m_n s_tot + (L_0 / L) tr(B_n B_n^H) <= P_n
///
/// (arXiv 2503.14882, the energy constraint). All of it for one all-reduce
/// and the layer part that it ends.
public struct EnergyBudget: Equatable, Sendable {
  /// What one device has and needs.
  public struct Device: Equatable, Sendable {
    /// Energy for computing and sending, P_n.
    public var totalJoules: Double
    /// Energy of computing all of the layer, e_n s_tot; a share of m_n takes
    /// m_n times as much.
    public var wholeLayerJoules: Double

    /// A device; see the properties.
    public init(totalJoules: Double, wholeLayerJoules: Double) {
      self.totalJoules = totalJoules
      self.wholeLayerJoules = wholeLayerJoules
    }

    /// The share of the model that leaves nothing to send with.
    var exhaustingShare: Double { totalJoules / wholeLayerJoules }
  }

  /// The devices, in order.
  public let devices: [Device]
  /// Entries of the vector that one all-reduce sums, L_0.
  public let entries: Int

  /// A budget; see the properties.
  ///
  /// - Throws: ``AirCompError/number(_:_:expected:)``,
  ///   ``AirCompError/size(_:_:expected:)``.
  public init(devices: [Device], entries: Int) throws {
    guard !devices.isEmpty else {
      throw AirCompError.size("devices", 0, expected: 1)
    }
    guard entries > 0 else {
      throw AirCompError.number(
        "the entries of an all-reduce", Double(entries), expected: "1 or more")
    }
    for (index, device) in devices.enumerated() {
      guard device.totalJoules > 0, device.totalJoules.isFinite else {
        throw AirCompError.number(
          "the energy of device \(index)", device.totalJoules,
          expected: "a finite number of joules above 0")
      }
      guard device.wholeLayerJoules >= 0, device.wholeLayerJoules.isFinite
      else {
        throw AirCompError.number(
          "the computing energy of device \(index)", device.wholeLayerJoules,
          expected: "a finite number of joules, 0 or more")
      }
    }
    self.devices = devices
    self.entries = entries
  }

  /// What each device has left for sending, c_n, in joules, when it computes
  /// its part of `shares`.
  ///
  /// - Throws: ``AirCompError/budget(device:lackingJoules:ofJoules:)`` for the
  ///   first device that has nothing left.
  public func sendingJoules(shares: [Double]) throws -> [Double] {
    guard shares.count == devices.count else {
      throw AirCompError.size("shares", shares.count, expected: devices.count)
    }
    return try zip(devices, shares).enumerated().map { index, pair in
      let (device, share) = pair
      guard (0...1).contains(share) else {
        throw AirCompError.number(
          "the share of device \(index)", share, expected: "0 to 1")
      }
      let left = device.totalJoules - device.wholeLayerJoules * share
      guard left > 0 else {
        throw AirCompError.budget(
          device: index, lackingJoules: -left, ofJoules: device.totalJoules)
      }
      return left
    }
  }

  /// How dear sending is to each device, `w_n = L_0 / c_n`, per joule.
  ///
  /// - Throws: as ``sendingJoules(shares:)``.
  public func weights(shares: [Double]) throws -> [Double] {
    try sendingJoules(shares: shares).map { Double(entries) / $0 }
  }

  /// The derivatives of the weights with respect to the device's own share,
  /// `w_n^2 e_n s_tot / L_0`.
  func weightSlopes(_ weights: [Double]) -> [Double] {
    zip(devices, weights).map {
      $1 * $1 * $0.wholeLayerJoules / Double(entries)
    }
  }

  /// The largest share of each device that still leaves 2 % of its energy for
  /// sending; at most 1.
  public var largestShares: [Double] {
    devices.map { min(1, 0.98 * $0.exhaustingShare) }
  }
}
