import Cluster
import SchemeConformance
import Schemes
import Testing

/// All schemes of shardbench keep the laws.
struct OwnSchemesTests {
  @Test(arguments: schemes.map { type(of: $0).name })
  func laws(_ name: String) throws {
    let found = scheme(named: name)
    let scheme = try #require(found)
    var options = SchemeOptions()
    options["astra.entries"] = .integer(4)
    try checkLaws(
      of: scheme, options: options, needsSeveralDevices: name != Single.name)
  }

  /// A scheme of one device is told of, unless that is what it is.
  @Test func oneDeviceIsNoProof() throws {
    let error = #expect(throws: BrokenLaws.self) {
      try checkLaws(of: Single(), seeds: 0..<6)
    }
    #expect(error?.broken.map(\.law) == [.check])
  }

  @Test func noCaseIsNoProof() {
    let error = #expect(throws: BrokenLaws.self) {
      try checkLaws(of: Voltage(), seeds: 0..<0)
    }
    #expect(error?.broken.map(\.law) == [.check])
  }
}
