import Cluster
import Platforms
import Schemes

/// What a point's sums over the air go by: who computes how much, and what the
/// channel does to the sums.
struct AirPlan {
  let radio: AirRadio
  let access: MultipleAccess
  /// Each device's share of the model, as asked for.
  let shares: [Double]
  private let settings: Settings
  private let seed: UInt64

  /// How long the channel stays as it is.
  enum Block: String, CaseIterable { case sum, token }

  /// Where the rate of bits comes from.
  enum Rate: String, CaseIterable { case given, channel }

  /// Blocks that the assignment looks at: others than those of sums.
  private static let firstAssignmentBlock: UInt64 = 1 << 32

  /// `nil` where sums do not go to a server, or one device needs none.
  ///
  /// - Throws: ``AirCompError``.
  init?(
    _ network: NetworkModel, _ collective: AllReduceAlgorithm, devices: Int,
    _ settings: Settings, seed: UInt64
  ) throws {
    guard let radio = network.air, case .served(let access) = collective,
      devices > 1
    else { return nil }
    let streams = Int(radio.streams.value)
    let (server, device) = (
      Int(radio.channel.serverAntennas.value),
      Int(radio.channel.deviceAntennas.value)
    )
    guard streams <= min(server, device) else {
      throw AirCompError.streams(
        streams, serverAntennas: server, deviceAntennas: device)
    }
    self.radio = radio
    self.access = access
    self.settings = settings
    self.seed = seed
    let assignment =
      settings["air.assignment"]?.word.flatMap(ModelAssignment.init)
      ?? .uniform
    var approximation = SuccessiveConvexApproximation()
    approximation.iterations = settings["air.assignment_steps"]?.int ?? 80
    approximation.firstBlock = Self.firstAssignmentBlock
    shares = try assignment.shares(
      for: radio.channel.budget(devices: devices),
      over: radio.channel.fading(devices: devices, seed: seed),
      streams: Int(radio.streams.value), approximation)
  }

  /// The loads of tensor parallelism, where an assignment was asked for.
  var loads: SchemeOptions.Value? {
    settings["air.assignment"] == nil
      ? nil : .word(shares.map { "\($0)" }.joined(separator: ", "))
  }

  /// How many channel draws there are.
  var draws: Int { settings["air.draws"]?.int ?? 20 }

  /// The channel, with a transceiver for each draw.
  ///
  /// - Parameters:
  ///   - computing: the shares of the model that devices do compute.
  ///   - sumsPerToken: how many there are.
  /// - Throws: ``AirCompError``.
  func channel(computing: [Double], sumsPerToken: Int = 1) throws
    -> AirSumChannel
  {
    try AirSumChannel(
      radio, access: access, shares: computing,
      design: settings["air.transceiver"]?.word
        .flatMap(TransceiverDesign.init) ?? .centroidRefined,
      randomizations: settings["air.randomizations"]?.int ?? 100,
      draws: draws,
      sumsPerBlock: settings["air.block"]?.word == Block.token.rawValue
        ? sumsPerToken : 1, seed: seed)
  }

  /// The radio with the spectral efficiency that the channel bears, where that
  /// was asked for.
  ///
  /// - Throws: ``AirCompError``.
  func radioAtItsRate() throws -> AirRadio {
    guard settings["air.rate"]?.word == Rate.channel.rawValue else {
      return radio
    }
    let rates = try (0..<UInt64(draws)).map {
      try self.radio.leastSpectralEfficiency(
        shares: shares, block: $0, seed: seed)
    }
    var radio = radio
    radio.spectralEfficiency = Constant(
      Quantity(rates.median), .derived, source: "what the channel bears")
    return radio
  }

  /// For each draw what no transceiver of these energies can go below.
  ///
  /// - Throws: ``AirCompError``, also for fewer streams than antennas.
  func lowerBounds() throws -> [Double] {
    try (0..<UInt64(draws)).map {
      let problem = try radio.problem(shares: shares, block: $0, seed: seed)
      return try LowerBound(of: problem).alpha / radio.streams.value
    }
  }
}
