import Diagnostics
import Testing

@testable import Documents

/// Every fact is told in the same manner.
struct WordingTests {
  static let place = Diagnosis.Location(file: "a.yaml", line: 1, column: 2)

  static let aboutText: [DocumentError] = [
    .unreadable(reason: "a", file: "a.yaml"), .tooLong(limit: 1, at: place),
    .notUTF8(at: place), .empty(at: place), .severalDocuments(at: place),
    .syntax("a", at: place), .tab(at: place),
    .duplicateKey("a", first: place, at: place),
    .keyIsNoText(found: "a list", at: place), .tag("!a", at: place),
    .unknownAlias("a", known: [], at: place), .recursiveAlias("a", at: place),
    .tooDeep(at: place), .tooLarge(limit: 1, at: place),
  ]

  static let aboutValues: [DocumentError] = [
    .wrongType(found: "a", expected: "b", at: place),
    .outOfRange(found: "a", expected: "b", at: place),
    .notFinite(found: "a", expected: "b", at: place),
    .quotedNumber("1", expected: "b", at: place),
    .unknownWord("a", known: ["b"], at: place),
    .missingKey("a", known: ["a"], at: place),
    .unknownKey("a", known: ["b"], at: place),
    .wrongUnit("", of: "'1'", dimension: .time, at: place),
    .wrongUnit("kg", of: "'1 kg'", dimension: .time, at: place),
  ]

  @Test(arguments: aboutText + aboutValues)
  func factsAreSentences(error: DocumentError) {
    let diagnosis = error.diagnosis
    #expect(!diagnosis.problem.isEmpty)
    #expect(!diagnosis.problem.hasSuffix("."))
    #expect(!diagnosis.problem.contains("\n"))
    #expect(!diagnosis.problem.contains("not as it should be"))
    #expect(diagnosis.location?.file == "a.yaml")
    #expect(diagnosis.expected != nil || diagnosis.remedy != nil)
  }

  @Test func statusTellsTextFromMeaning() {
    #expect(Self.aboutText.allSatisfy { $0.diagnosis.exit == .data })
    #expect(Self.aboutValues.allSatisfy { $0.diagnosis.exit == .usage })
  }

  @Test func differentFactsHaveDifferentWords() {
    let texts = (Self.aboutText + Self.aboutValues).map(\.description)
    #expect(Set(texts).count == texts.count)
  }
}
