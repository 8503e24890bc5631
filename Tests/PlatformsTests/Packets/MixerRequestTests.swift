import Diagnostics
import Testing

@testable import Platforms

/// Rounds that cannot be: each is refused with its fact.
struct MixerRequestTests {
  private static let mesh = try? HopGraph.fullMesh(nodes: 3, quality: 0.9)

  @Test func wrongRoundsAreRefused() throws {
    let mesh = try #require(Self.mesh)
    let cases: [(MixerPacketError, [Int], Int)] = [
      (.devices(2, nodes: 3), [1, 1], 10),
      (.devices(4, nodes: 3), [1, 1, 1, 1], 10),
      (.fragments(-1, device: 2), [1, 1, -1], 10),
      (.messages(977), [974, 1, 1], 10),
      (.messages(977), [.max, 0, 0], 10),
      (.slots(0), [1, 1, 1], 0),
      (.slots(1 << 20 + 1), [1, 1, 1], 1 << 20 + 1),
    ]
    for (expected, fragments, slots) in cases {
      #expect(throws: expected) {
        _ = try MixerRound(graph: mesh, fragments: fragments, slots: slots)
      }
    }
    #expect(
      try MixerRound(graph: mesh, fragments: [975, 0, 0], slots: 1).messages
        == 976)
  }

  @Test func wrongRulesAreRefused() throws {
    let mesh = try #require(Self.mesh)
    let cases: [(String, (inout MixerSendingRule) -> Void)] = [
      ("senders", { $0.senders = 0 }), ("senders", { $0.senders = .infinity }),
      ("senders", { $0.senders = .nan }), ("ceiling", { $0.ceiling = 0 }),
      ("ceiling", { $0.ceiling = 1.1 }), ("calm", { $0.calm = -1 }),
      ("capture", { $0.capture = 2 }), ("capture", { $0.capture = .nan }),
      ("farewells", { $0.farewells = -1 }), ("patience", { $0.patience = -5 }),
    ]
    for (name, change) in cases {
      var rule = MixerSendingRule()
      change(&rule)
      let text = wording {
        _ = try MixerRound(
          graph: mesh, fragments: [1, 1, 1], slots: 10, rule: rule)
      }
      #expect(text.contains("the sending rule's \(name) is"), "\(text)")
      #expect(text.contains("expected"))
    }
  }

  @Test(arguments: [
    (
      MixerPacketError.hops(4, nodes: 3),
      """
      error: a corridor of 4 hops with 3 nodes
        expected: 1 to 2 hops: a node in each of hops + 1 groups
        remedy: take more devices or fewer hops
      """
    ),
    (
      .messages(1000),
      """
      error: 1000 messages in a round
        expected: at most 976, what a packet's head can name
        remedy: send larger payloads
      """
    ),
    (
      .devices(1, nodes: 3),
      """
      error: messages of 1 device among 3 nodes
        expected: a number of fragments for each node
      """
    ),
    (
      .line(sizes: 1),
      """
      error: a line through measurements at 1 size
        expected: 2 or more sizes
        remedy: measure rounds of other numbers of messages
      """
    ),
    (
      .rounds(0),
      """
      error: 0 rounds to measure
        expected: 1 or more
      """
    ),
  ])
  func errorsSayWhatToDo(error: MixerPacketError, text: String) {
    #expect(Diagnosis(of: error).text == text)
    #expect(Diagnosis(of: error).exit == .usage)
  }
}
