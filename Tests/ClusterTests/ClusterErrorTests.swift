import Cluster
import Diagnostics
import Tensors
import Testing

struct ClusterErrorTests {
  struct Bad: Sendable, CustomTestStringConvertible {
    var devices = 2
    var options = ClusterOptions()
    var text: String
    var testDescription: String { text }

    init(
      devices: Int = 2, _ text: String,
      _ change: (inout ClusterOptions) -> Void = { _ in }
    ) {
      self.devices = devices
      self.text = "error: " + text
      change(&options)
    }
  }

  @Test(arguments: [
    Bad(devices: 0, "0 devices\n  expected: 1 to 1024 devices"),
    Bad(devices: -3, "-3 devices\n  expected: 1 to 1024 devices"),
    Bad(devices: 1025, "1025 devices\n  expected: 1 to 1024 devices"),
    Bad("-1 retries\n  expected: 0 to 255") { $0.retries = -1 },
    Bad("256 retries\n  expected: 0 to 255") { $0.retries = 256 },
    Bad(
      "a packet of 3 bytes holds no element\n"
        + "  expected: room for at least one element"
    ) { $0.packetBytes = 3 },
    Bad(
      "a packet of -8 bytes holds no element\n"
        + "  expected: room for at least one element"
    ) { $0.packetBytes = -8 },
    Bad(
      "a tree all-reduce with groups of 1 never ends\n"
        + "  expected: groups of 2 or more\n  remedy: set group=4"
    ) { $0.allReduce = .tree(group: 1) },
  ])
  func saysWhatIsWrong(_ bad: Bad) throws {
    let error = #expect(throws: ClusterError.self) {
      try Cluster(devices: bad.devices, options: bad.options)
    }
    #expect(error?.diagnosis.text == bad.text)
    #expect(error?.diagnosis.exit == .usage)
  }

  /// What is for evaluation alone says so where gradients are wanted.
  @Test(arguments: [0, 1, 2])
  func evaluationGivesNoGradients(_ which: Int) throws {
    var options = ClusterOptions()
    if which == 0 { options.gathers.lost = .stale }
    if which == 1 { options.gathers.norms = .all }
    if which == 2 { options.gathers.arithmetic = .int8 }
    let error = #expect(throws: ClusterError.gradients) {
      try Cluster(devices: 2, options: options, tape: Tape())
    }
    #expect(
      error?.diagnosis.text == """
        error: stale messages, norms over all columns and int8 give no gradients
          expected: lost: zeros, norms: survivors, arithmetic: fp32
          remedy: train with these, and evaluate with the others
        """)
    #expect(error?.diagnosis.exit == .usage)
    #expect(try Cluster(devices: 2, options: options).devices.count == 2)
  }

  @Test func aNamedTreeIsCheckedToo() throws {
    let cluster = try Cluster(devices: 3)
    let parts = cluster.map { Tensor(Shape(2), at: $0) }
    #expect(throws: ClusterError.groupSize(0)) {
      try cluster.allReduce(parts, by: .tree(group: 0))
    }
  }
}
