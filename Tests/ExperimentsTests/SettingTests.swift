import TestBasics
import Documents
import Foundation
import Testing

@testable import Experiments

struct SettingValueTests {
  static let values: [SettingValue] = [
    .integer(-3), .real(0), .integer(0), .real(0.1), .integer(1), .real(1),
    .real(1e300), .integer(.max), .word(""), .word("a"), .word("1"),
    .flag(false), .flag(true), .real(0x1p60), .integer(1 << 60),
    .integer(1 << 60 + 1),
  ]

  @Test(
    arguments: [
      (.integer(3), "3"), (.real(0.3), "0.3"), (.real(2), "2"),
      (.word("all-gather"), "all-gather"), (.flag(true), "true"),
      (.real(1e-7), "1e-07"), (.real(-0.0), "0"),
    ] as [(SettingValue, String)])
  func textIsCanonical(value: SettingValue, text: String) {
    #expect(value.description == text)
  }

  @Test func wholeNumbersAreEqualInEitherForm() {
    #expect(SettingValue.integer(1) == .real(1))
    #expect(Set<SettingValue>([.integer(1), .real(1)]).count == 1)
    #expect(SettingValue.real(8).int == 8)
    #expect(SettingValue.integer(8).double == 8)
    #expect(SettingValue.word("1") != .integer(1))
    #expect(SettingValue.real(0.5).int == nil)
  }

  @Test(arguments: values)
  func codesAsBareJSON(value: SettingValue) throws {
    let data = try JSONEncoder().encode([value])
    let back = try JSONDecoder().decode([SettingValue].self, from: data)
    // Beyond 2^53 the form of a number is lost, and so is no value.
    #expect(back[0] == value || back[0].double == value.double)
  }

  @Test func orderIsTotal() {
    for a in Self.values {
      for b in Self.values {
        #expect([a < b, a == b, b < a].count { $0 } == 1)
        for c in Self.values where a < b && b < c { #expect(a < c) }
      }
    }
  }
}

struct SettingsTests {
  @Test(arguments: 0..<50)
  func behavesAsADictionary(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    var settings = Settings()
    var model: [String: SettingValue] = [:]
    for _ in 0..<60 {
      let name = "s\(Int.random(in: 0..<12, using: &numbers))"
      let value: SettingValue? =
        Bool.random(using: &numbers)
        ? .integer(Int.random(in: 0..<9, using: &numbers)) : nil
      settings[name] = value
      model[name] = value
      #expect(settings.map(\.name) == model.keys.sorted())
      #expect(settings[name] == value)
    }
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(Settings.self, from: data) == settings)
  }
}

struct VocabularyTests {
  private func value(_ yaml: String, _ name: String) -> String {
    var text = ""
    let error = complaint {
      let setting = try vocabulary.resolve(name, at: .init(file: "b.yaml"))
      let node = try Node(yaml: "[\(yaml)]", file: "a.yaml").sequence()[0]
      text = try "\(setting.value(node))"
    }
    return error + text
  }

  @Test(arguments: [
    ("8", "devices", "8"), ("0", "loss", "0"), ("1e-3", "loss", "0.001"),
    ("cats", "scheme", "cats"), ("12", "model", "12"),
    ("true", "quantise", "true"), ("etth2", "data", "etth2"),
    ("x", "data.column", "x"),
  ])
  func takesGoodValues(yaml: String, name: String, text: String) {
    #expect(value(yaml, name) == text)
  }

  @Test(arguments: [
    (
      "65", "devices",
      """
      a.yaml:1:2: error: '65' is not a value of 'devices'
        expected: an integer from 1 to 64
      """
    ),
    (
      "8.5", "devices",
      """
      a.yaml:1:2: error: '8.5' is not a value of 'devices'
        expected: an integer from 1 to 64
      """
    ),
    (
      "-0.1", "loss",
      """
      a.yaml:1:2: error: '-0.1' is not a value of 'loss'
        expected: a number from 0 to 1
      """
    ),
    (
      "nan", "loss",
      """
      a.yaml:1:2: error: 'nan' is not a value of 'loss'
        expected: a number from 0 to 1
      """
    ),
    (
      "vlotage", "scheme",
      """
      a.yaml:1:2: error: 'vlotage' is not a value of 'scheme'
        expected: one of: single, cats, voltage
        remedy: did you mean 'voltage'?
      """
    ),
    (
      "~", "model",
      """
      a.yaml:1:2: error: nothing is not a value of 'model'
        expected: text
      """
    ),
    (
      "yes", "quantise",
      """
      a.yaml:1:2: error: 'yes' is not a value of 'quantise'
        expected: true or false
      """
    ),
    (
      "{a: 1}", "train.epochs",
      """
      a.yaml:1:2: error: a mapping is not a value of 'train.epochs'
        expected: an integer of at least 1
      """
    ),
    (
      "1", "devcies",
      """
      b.yaml: error: unknown setting 'devcies'
        expected: a setting
        remedy: did you mean 'devices'?
      """
    ),
  ])
  func refusesOthers(yaml: String, name: String, text: String) {
    #expect(value(yaml, name) == text)
  }

  @Test func knowsItsGroups() {
    #expect(vocabulary.groups == ["data", "train"])
    #expect(vocabulary.members(of: "data") == ["set", "column"])
  }
}
