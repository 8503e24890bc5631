import Cluster
import Tensors
import TestSupport
import Testing

struct LargePacketTests {
  /// A packet larger than the message is the whole message, however large.
  @Test(arguments: [80, 81, 1 << 40, 1 << 62, Int.max])
  func theMessageIsOnePacket(bytes: Int) throws {
    for format in ElementFormat.allCases {
      var options = ClusterOptions()
      options.packetBytes = bytes
      options.formats.messages = format
      let meeting = try Meeting(
        devices: 2, shape: Shape(20), seed: 1, options: options)
      let devices = meeting.cluster.devices
      _ = try meeting.cluster.send(
        meeting.parts.parts[0], from: devices[0], to: [devices[1]])
      #expect(meeting.cluster.trace.messages.map(\.packets) == [1])
    }
  }
}
