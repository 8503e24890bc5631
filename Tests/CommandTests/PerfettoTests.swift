import Foundation
import Testing

/// `trace --format perfetto` writes what Perfetto and chrome://tracing open.
struct PerfettoTests {
  private static let points = [
    ["--scheme", "single"],
    ["--scheme", "tensor-parallel", "--devices", "4", "--set", "tokens=2"],
    [
      "--scheme", "tensor-parallel", "--devices", "4", "--set", "loss=0.3",
      "--set", "retries=3", "--set", "collective=tree", "--set", "group=2",
    ],
    [
      "--scheme", "tensor-parallel", "--devices", "3", "--set", "loss=0.5",
      "--set", "retries=0", "--set", "tokens=4",
    ],
    ["--scheme", "pipeline", "--devices", "5"],
    ["--scheme", "voltage", "--devices", "6", "--set", "tokens=16"],
  ]

  private typealias Event = [String: Any]

  private func events(_ words: [String]) throws -> [Event] {
    try Scratch.with { scratch in
      let file = scratch.url("out.json")
      let output = try Shardbench.run(
        ["trace", "--model", "stories260k", "--out", file.path] + words)
      #expect(output.status == 0 && output.err == "" && output.out == "")
      #expect(!scratch.names(in: ".").contains { $0.hasSuffix(".partial") })
      let object = try JSONSerialization.jsonObject(
        with: Data(contentsOf: file))
      let trace = try #require(object as? [String: Any])
      return try #require(trace["traceEvents"] as? [Event])
    }
  }

  private func number(_ event: Event, _ name: String) throws -> Double {
    try #require(event[name] as? Double, "\(name) of \(event)")
  }

  @Test(
    arguments: points,
    ["laptop-1660ti-wifi", "raspberry-pi-5-ethernet"])
  func wellFormed(point: [String], platform: String) throws {
    for accounting in ["paper", "physical"] {
      let events = try events(
        point + ["--platform", platform, "--accounting", accounting])
      let devices = point.firstIndex(of: "--devices")
        .flatMap { Int(point[$0 + 1]) }
      try checkNames(events, devices: devices ?? 1)
      try checkSlices(events)
      try checkFlows(events)
      try checkCounters(events)
    }
  }

  private func checkNames(_ events: [Event], devices: Int) throws {
    let named = try events.filter { $0["ph"] as? String == "M" }.map {
      let arguments = try #require($0["args"] as? [String: String])
      return (
        device: Int(try number($0, "pid")), kind: $0["name"] as? String ?? "",
        name: arguments["name"] ?? ""
      )
    }
    let processes = named.filter { $0.kind == "process_name" }
    #expect(processes.map(\.name) == (0..<devices).map { "device \($0)" })
    for device in 0..<devices {
      let threads = named.filter {
        $0.device == device && $0.kind == "thread_name"
      }.map(\.name)
      #expect(
        Set(threads).isSuperset(
          of: ["compute", "memory", "transmit", "receive"]))
      #expect(Set(threads).count == threads.count)
    }
  }

  /// Slices of a thread come one after another, but for rounding.
  private func checkSlices(_ events: [Event]) throws {
    var threads: [[Int]: [(start: Double, end: Double)]] = [:]
    for event in events where event["ph"] as? String == "X" {
      let (start, length) = try (number(event, "ts"), number(event, "dur"))
      #expect(start >= 0 && length >= 0)
      let thread = try ["pid", "tid"].map { Int(try number(event, $0)) }
      threads[thread, default: []].append((start, start + length))
    }
    #expect(threads.keys.contains { $0[1] == 1 })
    for (thread, slices) in threads {
      let sorted = slices.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
      for (one, next) in zip(sorted, sorted.dropFirst()) {
        #expect(next.start >= one.end - 1e-5, "thread \(thread)")
      }
    }
  }

  /// An arrow ends where and when something is received.
  private func checkFlows(_ events: [Event]) throws {
    var starts: [Int: Double] = [:]
    var ends: [Int: Double] = [:]
    for event in events {
      let phase = event["ph"] as? String
      guard phase == "s" || phase == "f" else { continue }
      let id = Int(try number(event, "id"))
      let time = try number(event, "ts")
      let earlier =
        phase == "s"
        ? starts.updateValue(time, forKey: id)
        : ends.updateValue(time, forKey: id)
      #expect(earlier == nil, "flow \(id) twice")
    }
    #expect(Set(starts.keys) == Set(ends.keys))
    for (id, start) in starts { #expect(start <= ends[id] ?? -1) }
    let received = events.filter {
      ($0["name"] as? String)?.contains(" from ") == true
    }
    #expect(received.count == starts.count)
  }

  private func checkCounters(_ events: [Event]) throws {
    let counters = events.filter { $0["ph"] as? String == "C" }
    #expect(!counters.isEmpty)
    var highest = 0.0
    for event in counters {
      let arguments = try #require(event["args"] as? [String: Double])
      let bytes = try #require(arguments["bytes"])
      #expect(bytes >= 0)
      #expect(try number(event, "ts") >= 0)
      highest = max(highest, bytes)
    }
    #expect(highest > 0)
  }

  /// The counter's peak is the peak that `simulate` tells.
  @Test func theCounterReachesThePeak() throws {
    let words = [
      "--scheme", "voltage", "--devices", "3", "--set", "tokens=9",
      "--platform", "raspberry-pi-5-ethernet",
    ]
    let peak = try events(words).compactMap {
      $0["ph"] as? String == "C"
        ? ($0["args"] as? [String: Double])?["bytes"] : nil
    }.max()
    let point = try Shardbench.run(
      ["simulate", "--model", "stories260k", "--json"] + words
    ).json()
    #expect(peak == point["ram_peak_bytes"] as? Double)
  }

  @Test(arguments: ["perfetto", "shardbench"])
  func nothingIsLeftBehind(format: String) throws {
    try Scratch.with { scratch in
      let before = scratch.names(in: ".")
      let output = try scratch.run(
        "trace", "--model", "tiny", "--platform", Scratch.platform, "--out",
        "no/such/folder.json", "--format", format)
      #expect(output.status == 65 && output.out == "")
      #expect(
        output.err == """
          no/such/folder.json: error: cannot write the file: No such file or \
          directory
            remedy: check that the folder exists, is writable and has room

          """)
      #expect(scratch.names(in: ".") == before)
    }
  }
}
