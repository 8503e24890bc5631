import TestBasics
import Testing

@testable import Experiments

/// Settings as `--set` and `--only` give them.
struct SettingsFromTextTests {
  @Test func defaultsAndOverrides() throws {
    let settings = try vocabulary.settings([
      "devices=4", "loss=0.5", "data=etth2", "loss=0.25", "model=a=b",
      "quantise=true",
    ])
    #expect(
      settings == [
        "scheme": .word("single"), "devices": .integer(4),
        "loss": .real(0.25), "data.set": .word("etth2"),
        "model": .word("a=b"), "quantise": .flag(true),
      ])
    #expect(
      try vocabulary.settings([]) == [
        "scheme": .word("single"), "devices": .integer(1), "loss": .real(0),
      ])
  }

  @Test func pairsKeepTheirOrder() throws {
    let pairs = try vocabulary.pairs(["loss=1", "devices=2", "loss=0"])
    #expect(pairs.map(\.name) == ["loss", "devices", "loss"])
    #expect(pairs.map(\.value) == [.real(1), .integer(2), .real(0)])
  }

  @Test(
    arguments: [
      (
        "loss",
        """
        error: 'loss' sets nothing
          expected: --set key=value
          remedy: write the key, '=' and the value
        """
      ),
      (
        "=1",
        """
        error: '=1' sets nothing
          expected: --set key=value
          remedy: write the key, '=' and the value
        """
      ),
      (
        "los=1",
        """
        --set los=1: error: unknown setting 'los'
          expected: a setting
          remedy: did you mean 'loss'?
        """
      ),
      (
        "scheme=votage",
        """
        --set scheme=votage: error: 'votage' is not a value of 'scheme'
          expected: one of: single, cats, voltage
          remedy: did you mean 'voltage'?
        """
      ),
      (
        "devices=1.5",
        """
        --set devices=1.5: error: '1.5' is not a value of 'devices'
          expected: an integer from 1 to 64
        """
      ),
      (
        "devices=0",
        """
        --set devices=0: error: '0' is not a value of 'devices'
          expected: an integer from 1 to 64
        """
      ),
      (
        "quantise=maybe",
        """
        --set quantise=maybe: error: 'maybe' is not a value of 'quantise'
          expected: true or false
        """
      ),
    ])
  func mistakes(text: String, message: String) {
    #expect(complaint { _ = try vocabulary.settings([text]) } == message)
  }

  @Test func anotherOptionIsNamed() {
    let only = { (text: String) in
      complaint { _ = try vocabulary.pairs([text], option: "--only") }
    }
    #expect(only("los=1").hasPrefix("--only los=1: error: unknown setting"))
    #expect(
      only("loss") == """
        error: 'loss' is no condition
          expected: --only key=value
          remedy: write the key, '=' and the value
        """)
  }
}
