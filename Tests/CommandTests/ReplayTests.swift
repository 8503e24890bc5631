import TestBasics
import Foundation
import Testing

/// Costing a stored trace equals costing the run (law 6).
struct ReplayTests {
  private static let platforms = [
    "laptop-1660ti-wifi", "nrf52840-mixer", "raspberry-pi-4b-ethernet",
    "raspberry-pi-5-ethernet",
  ]

  /// A point, and what its trace must give on every platform.
  private static let points = [
    ["--scheme", "single"],
    ["--scheme", "tensor-parallel", "--devices", "4", "--set", "tokens=3"],
    [
      "--scheme", "tensor-parallel", "--devices", "3", "--set", "loss=0.2",
      "--set", "retries=2", "--seed", "5", "--set", "collective=ring",
    ],
    ["--scheme", "pipeline", "--devices", "5", "--set", "context=100"],
    ["--scheme", "voltage", "--devices", "6", "--set", "tokens=16"],
  ]

  @Test(arguments: points, platforms)
  func numberByNumber(point: [String], platform: String) throws {
    try Scratch.with { scratch in
      let place = ["--model", "stories260k", "--platform", platform]
      // On Mixer nothing is sent again.
      let point =
        platform == "nrf52840-mixer"
        ? point.map { $0 == "retries=2" ? "group=2" : $0 } : point
      let file = scratch.url("trace").path
      let written = try Shardbench.run(
        ["trace"] + place + point + ["--format", "shardbench", "--out", file])
      #expect(written.status == 0 && written.err == "" && written.out == "")
      for accounting in ["paper", "physical"] {
        let how = ["--accounting", accounting, "--json"]
        let direct = try Shardbench.run(["simulate"] + place + point + how)
        let replayed = try Shardbench.run(
          ["simulate", "--replay", file, "--platform", platform] + how)
        #expect(direct.status == 0 && replayed.status == 0)
        let (a, b) = try (direct.json(), replayed.json())
        let settings = [
          "model", "scheme", "tokens", "context", "group", "loss", "retries",
          "collective",
        ]
        let names = Set(a.keys).subtracting(settings)
        #expect(names == Set(b.keys))
        for name in names {
          #expect(text(a[name]) == text(b[name]), "\(name)")
        }
      }
    }
  }

  /// JSON with its keys in order.
  private func text(_ value: Any?) -> String {
    let data = try? JSONSerialization.data(
      withJSONObject: [value ?? "absent"], options: .sortedKeys)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  /// A trace of a point for tests that damage it.
  private func withTrace(_ work: (Scratch, Data) throws -> Void) throws {
    try Scratch.with { scratch in
      let written = try scratch.run(
        "trace", "--model", "tiny", "--platform", Scratch.platform,
        "--scheme", "tensor-parallel", "--devices", "2", "--format",
        "shardbench", "--out", "trace")
      #expect(written.status == 0)
      try work(scratch, Data(contentsOf: scratch.url("trace")))
    }
  }

  private func replay(_ data: Data, _ scratch: Scratch) throws -> Output {
    try data.write(to: scratch.url("trace"))
    return try scratch.run(
      "simulate", "--replay", "trace", "--platform", Scratch.platform)
  }

  @Test func damagedTraces() throws {
    try withTrace { scratch, data in
      var longer = data
      longer.append(contentsOf: [1, 2, 3])
      // The low byte of the number of operations.
      var swapped = data
      swapped[35] = 0xFF
      for (damaged, problem) in [
        (Data(), "it does not begin as one"),
        (data.dropFirst(), "it does not begin as one"),
        (data.prefix(19), "it ends early"), (data.prefix(60), "it ends early"),
        (data.dropLast(8), "its length does not match its counts"),
        (data.dropLast(3), "its length does not match its counts"),
        (data + data, "its length does not match its counts"),
        (longer, "its length does not match its counts"),
      ] {
        let output = try replay(Data(damaged), scratch)
        #expect(
          output.err == """
            error: the stored trace is damaged: \(problem)
              remedy: write it again with 'shardbench trace --format \
            shardbench'

            """)
        #expect(output.status == 65 && output.out == "")
      }
      #expect(try replay(swapped, scratch).status == 65)
    }
  }

  /// Whatever byte is damaged, the program says so or gives an answer.
  @Test func noDamageCrashes() throws {
    try withTrace { scratch, data in
      var numbers = SeededNumbers(seed: 11)
      for _ in 0..<60 {
        var damaged = data
        let at = Int.random(in: 19..<data.count, using: &numbers)
        damaged[at] = UInt8.random(in: 0...255, using: &numbers)
        let output = try replay(damaged, scratch)
        #expect([0, 65].contains(output.status), "byte \(at): \(output.err)")
        // What does not fit any more is told all the same.
        let isTold = output.status == 0 || output.err.contains("does not fit")
        #expect(output.out.isEmpty == !isTold)
      }
    }
  }

  @Test func aTraceThatIsNotThere() throws {
    let output = try Shardbench.run([
      "simulate", "--replay", "/nonexistent", "--platform",
      "raspberry-pi-5-ethernet",
    ])
    #expect(output.status == 65 && output.out == "")
    #expect(output.err.hasPrefix("/nonexistent: error: "))
    #expect(output.err.contains("there is no such file"))
    #expect(!output.err.contains("make data"))
  }

  /// What the trace has settled cannot be asked for again.
  @Test(arguments: ["model", "scheme", "devices", "set", "seed"])
  func optionsThatATraceExcludes(option: String) throws {
    try withTrace { scratch, _ in
      let output = try scratch.run(
        "simulate", "--replay", "trace", "--platform", Scratch.platform,
        "--\(option)", option == "set" ? "loss=0.1" : "1")
      #expect(output.status == 64 && output.out == "")
      #expect(
        output.err.hasPrefix(
          "error: --replay and --\(option) exclude each other\n"))
    }
  }
}
