import Foundation
import Tensors

/// Rician block fading between N devices and one server, all with several
/// antennas.
///
///     H_n = sqrt(beta_n) (sqrt(K / (K+1)) a b^H + sqrt(1 / (K+1)) W)
///
/// W has independent CN(0, 1) entries; a and b are the responses of uniform
/// half-wavelength arrays, entries exp(j pi k sin angle), under two angles
/// that are uniform on (-pi/2, pi/2) and new in each block. K = 0 is Rayleigh
/// fading. Zhang et al. (arXiv 2503.14882) name Rician fading; the
/// line-of-sight term is a choice made here, as they do not give theirs.
///
/// A draw depends on (seed, block, device) alone, whatever was drawn before.
public struct RicianFading: Equatable, Sendable {
  /// Antennas of the server, N_r.
  public let serverAntennas: Int
  /// Antennas of each device, N_t.
  public let deviceAntennas: Int
  /// Power gain of the path of each device, beta_n.
  public let pathGains: [Double]
  /// Power of the line of sight relative to what is scattered, K; no unit.
  public let factor: Double
  /// Names the draws.
  public let seed: UInt64

  /// The most antennas that either side can have.
  public static let antennaLimit = 64

  /// A channel with these statistics; see the properties.
  ///
  /// - Throws: ``AirCompError/number(_:_:expected:)`` or
  ///   ``AirCompError/size(_:_:expected:)``.
  public init(
    serverAntennas: Int, deviceAntennas: Int, pathGains: [Double],
    factor: Double, seed: UInt64
  ) throws {
    for (what, count) in [
      ("the server's antennas", serverAntennas),
      ("a device's antennas", deviceAntennas),
    ] {
      guard (1...Self.antennaLimit).contains(count) else {
        throw AirCompError.number(
          what, Double(count), expected: "1 to \(Self.antennaLimit)")
      }
    }
    guard !pathGains.isEmpty else {
      throw AirCompError.size("devices", 0, expected: 1)
    }
    for (device, gain) in pathGains.enumerated() {
      guard gain > 0, gain.isFinite else {
        throw AirCompError.number(
          "the path gain of device \(device)", gain,
          expected: "a finite number above 0")
      }
    }
    guard factor >= 0, factor.isFinite else {
      throw AirCompError.number(
        "the Rician factor", factor, expected: "a finite number, 0 or more")
    }
    self.serverAntennas = serverAntennas
    self.deviceAntennas = deviceAntennas
    self.pathGains = pathGains
    self.factor = factor
    self.seed = seed
  }

  /// The channels H_n, `[serverAntennas, deviceAntennas]`, of all devices in
  /// `block`.
  public func channels(block: UInt64) -> [ComplexMatrix] {
    pathGains.indices.map { channel(block: block, device: $0) }
  }

  /// The channel of one device in one block.
  public func channel(block: UInt64, device: Int) -> ComplexMatrix {
    let draws = GaussianDraws(
      seed: seed, purpose: .fading, block: block, device: device)
    let scattered = sqrt(pathGains[device] / (factor + 1))
    let direct = sqrt(pathGains[device] * factor / (factor + 1))
    let count = serverAntennas * deviceAntennas
    let arrival = response(draws.uniform(count), serverAntennas)
    let departure = response(draws.uniform(count + 1), deviceAntennas)
    return ComplexMatrix(rows: serverAntennas, columns: deviceAntennas) {
      scattered * draws.normal($0 + $1 * serverAntennas)
        + direct * (arrival[$0] * departure[$1].conjugate)
    }
  }

  /// An array's response to a wave from one direction; `place` in 0..<1
  /// stands for the angles from -pi/2 to pi/2.
  private func response(_ place: Double, _ antennas: Int) -> [Complex] {
    let phase = Double.pi * sin(Double.pi * (place - 0.5))
    return (0..<antennas).map { Complex(angle: phase * Double($0)) }
  }
}
