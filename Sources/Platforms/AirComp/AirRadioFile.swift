import Documents

extension AirRadio {
  private static let keys = [
    "kind", "band", "streams", "values_per_symbol", "spectral_efficiency",
    "synchronization", "synchronization_per_device", "downlink",
    "server_antennas", "device_antennas", "rician_factor", "signal_to_noise_db",
    "compute_energy", "compute_shares", "path_gains",
  ]

  /// The most antennas of a server or a device.
  public static let antennaRange = 1...64
  /// Ratios of signal and noise, in dB.
  public static let signalToNoiseRange = -60.0...120.0

  /// The `network` part of a platform file whose kind is `aircomp-mimo`, with
  /// what an accounting replaces.
  init(_ node: Node, overriding: Node?) throws {
    var reader = try OverridingReader(node, overriding, keys: Self.keys)
    _ = try reader.value("kind")
    band = try reader.value("band").rate(.frequency)
    streams = try reader.value("streams").count(in: Self.antennaRange)
    valuesPerSymbol = try reader.value("values_per_symbol").count(in: 1...2)
    spectralEfficiency = try reader.value("spectral_efficiency")
      .number(in: 0.001...1000)
    synchronization = try reader.value("synchronization").constant(.time)
    synchronizationPerDevice = try reader.value("synchronization_per_device")
      .constant(.time)
    downlink = try reader.ifThere("downlink")?.rate(.bitRate)
    channel = AirFading(
      serverAntennas: try reader.value("server_antennas")
        .count(in: Self.antennaRange),
      deviceAntennas: try reader.value("device_antennas")
        .count(in: Self.antennaRange),
      ricianFactor: try reader.value("rician_factor").number(in: 0...1000),
      signalToNoise: try reader.value("signal_to_noise_db")
        .number(in: Self.signalToNoiseRange),
      computeEnergy: try reader.value("compute_energy").number(in: 0...1000))
    if let node = reader.ifThere("compute_shares") {
      channel.computeShares = try node.proportions()
    }
    if let node = reader.ifThere("path_gains") {
      channel.pathGains = try node.proportions()
    }
    try reader.finish()
  }
}

extension NetworkModel {
  /// The network of a radio that adds over the air.
  public init(air: AirRadio) {
    func none<Tag>(_ why: String) -> Constant<Tag> {
      Constant(.zero, .derived, source: why)
    }
    kind = .airComp
    bandwidth = Constant(
      BitsPerSecond(air.band.value * air.spectralEfficiency.value),
      air.spectralEfficiency.evidence,
      source: "band times spectral efficiency")
    latency = none("inside the synchronisation of a sum")
    header = none("sums carry nothing besides")
    packet = Constant(Quantity(1500), .assumed, source: "of what is no sum")
    energy = none("all in the power of the radio")
    retries = 0
    isSynchronous = true
    self.air = air
  }
}
