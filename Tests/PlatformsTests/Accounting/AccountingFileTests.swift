import Documents
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Keys of platform files for accountings and unequal devices.
struct AccountingFileTests {
  private func read(_ changes: (String, String)...) throws -> Platform {
    var text = PlatformFileTests.good
    for (old, new) in changes {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    return try withFile("p.yaml", Array(text.utf8)) { try Platform(file: $0) }
  }

  private let paper = "paper: { control: false, waiting: true }"

  @Test func everyKeyArrives() throws {
    let platform = try read(
      (
        paper,
        "paper: { control: false, waiting: true, exchanges: once, "
          + "free: [encoding, matrix-vector], network: { kind: point-to-point, "
          + "megabit: { value: 1048576, evidence: fitted, source: x } } }"
      ),
      (
        "  retries: 0",
        "  retries: 0\n  staging: { value: 3 MB/s, evidence: fitted, source: x }"
      ),
      (
        "  memory:",
        "  per_pass: { value: 4 ms, evidence: fitted, source: x }\n  memory:"
      ),
      (
        "collective: tree",
        "collective: tree\nspeeds: [1, 0.5]\nmemory_shares: [2]"
      ))
    let paper = try platform.accounting("paper")
    #expect(paper.exchanges == .once)
    #expect(paper.free == [.encoding, .matrixVector])
    #expect(paper.network.megabit.value == 1_048_576)
    #expect(paper.network.staging?.value == 3e6)
    let real = try platform.accounting("physical")
    #expect(real.exchanges == .eachMessage && real.free.isEmpty)
    #expect(real.network.megabit.value == 1e6)
    #expect(real.network.staging?.value == 3e6)
    #expect(platform.device.perPass.value == 4e-3)
    #expect(platform.speeds(devices: 3) == [1, 0.5, 1])
    #expect(platform.memoryBytes(devices: 2) == [8e6, 8e6])
    let plain = try read()
    #expect(plain.speeds == .equal && plain.memoryShares == .equal)
    #expect(plain.device.perPass.value == 0)
    #expect(plain.accountings.allSatisfy { $0.network.staging == nil })
  }

  @Test(arguments: [
    (
      "exchanges: once",
      "exchanges counted once on a network of the kind 'switch'"
    ),
    ("exchanges: twice", "unknown word 'twice'"),
    ("free: [encodin]", "unknown word 'encodin'"),
    ("free: encoding", "found 'encoding'"),
  ])
  func accountingsThatCannotBe(_ key: String, _ problem: String) throws {
    let error = #expect(throws: DocumentError.self) {
      try read(
        (paper, "paper: { control: false, waiting: true, \(key) }"))
    }
    let text = try #require(error).diagnosis.text
    #expect(text.contains(problem), "\(text)")
  }

  @Test(arguments: [
    ("speeds: []", "found an empty list"), ("speeds: [0]", "'0' is out of"),
    ("speeds: [1, fast]", "found 'fast'"), ("speeds: 1", "found '1'"),
    ("memory_shares: [-1]", "'-1' is out of"),
  ])
  func sizesThatCannotBe(_ key: String, _ problem: String) throws {
    let error = #expect(throws: DocumentError.self) {
      try read(("collective: tree", "collective: tree\n\(key)"))
    }
    let text = try #require(error).diagnosis.text
    #expect(text.contains(problem), "\(text)")
  }
}
