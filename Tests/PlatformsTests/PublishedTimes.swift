import Cluster
import Models
import Schemes
import TestSupport

@testable import Platforms

/// Times per token of b4rtaz/distributed-llama (README @aec85b9): Q40
/// weights, Q80 messages, gigabit switch, mean of 16 tokens.
struct PublishedTime: Sendable {
  var platform: String
  var model: String
  var devices: Int
  var milliseconds: Double

  static let pi5 = "raspberry-pi-5-ethernet"
  static let pi4 = "raspberry-pi-4b-ethernet"

  /// Raspberry Pi 5, 8 GB, version 0.3.1.
  static let onPi5 = [
    PublishedTime(
      platform: pi5, model: "llama2-7b", devices: 1, milliseconds: 441.09),
    PublishedTime(
      platform: pi5, model: "llama2-7b", devices: 2, milliseconds: 341.46),
    PublishedTime(
      platform: pi5, model: "llama2-7b", devices: 4, milliseconds: 219.08),
    PublishedTime(
      platform: pi5, model: "llama3-8b", devices: 1, milliseconds: 564.31),
    PublishedTime(
      platform: pi5, model: "llama3-8b", devices: 2, milliseconds: 444.27),
    PublishedTime(
      platform: pi5, model: "llama3-8b", devices: 4, milliseconds: 331.47),
  ]

  /// Raspberry Pi 4B, 8 GB, version 0.1.0.
  static let onPi4 = [
    PublishedTime(
      platform: pi4, model: "llama2-7b", devices: 1, milliseconds: 1312.5),
    PublishedTime(
      platform: pi4, model: "llama2-7b", devices: 2, milliseconds: 793.7),
    PublishedTime(
      platform: pi4, model: "llama2-7b", devices: 4, milliseconds: 494.0),
  ]

  /// Positions before the token that is costed: the middle of the 16.
  static let position = 8

  /// The trace of one token.
  func trace(on platform: Platform) throws -> Trace {
    try tokenTrace(
      model: model, devices: devices, options: platform.options(),
      position: Self.position)
  }
}

/// One token through tensor parallelism, after `position` others.
func tokenTrace(
  model: String, devices: Int, options: ClusterOptions, position: Int
) throws -> Trace {
  let shape = try ModelFile(file: modelFile(model)).shape
  let cluster = try Cluster(devices: devices, options: options)
  let memory = DecodingMemory(length: position)
  _ = try TensorParallel().forward(
    Pass(count: 1, memory: memory),
    through: Transformer(shapesOnly: shape), on: cluster)
  return cluster.trace
}
