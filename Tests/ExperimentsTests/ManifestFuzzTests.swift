import TestBasics
import Diagnostics
import Documents
import Testing

@testable import Experiments

struct ManifestFuzzTests {
  /// 2,000 damaged manifests: each is read or refused with an error that has a
  /// place and a status, and none crashes.
  @Test(arguments: 0..<40)
  func damageIsReadOrRefused(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<50 {
      let text = damaged(goodManifest, &numbers)
      do {
        let manifest = try manifest(text, profile: "quick")
        if let size = manifest.sweep.size, size < 5000 {
          #expect(try !manifest.sweep.expand().isEmpty)
        }
      } catch {
        #expect(error is any Diagnosable)
        let diagnosis = Diagnosis(of: error)
        #expect(diagnosis.exit != .software)
        #expect(diagnosis.location?.file == "a.yaml")
        #expect(diagnosis.text.count < 2000)
      }
    }
  }

  private func damaged(
    _ text: String, _ numbers: inout SeededNumbers
  ) -> String {
    var words = pieces(text)
    let strange = [
      "~", "[]", "{}", "nan", "1e999", "-1", "0", "99999999999999999999",
      "\">\"", "*x", "&x", "\t", "'", "\"", ": ", "\n", "  ", "profiles",
      "sweep",
      "loss", "{from: 0, to: 1, step: 1e-9}", "1e-16", "\u{0}", "é", "!!str",
    ]
    for _ in 0..<Int.random(in: 1...3, using: &numbers) {
      let at = Int.random(in: 0..<words.count, using: &numbers)
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0: words.remove(at: at)
      case 1: words[at] = strange.randomElement(using: &numbers) ?? ""
      case 2:
        words.swapAt(at, Int.random(in: 0..<words.count, using: &numbers))
      default: words[at] = String(words[at].shuffled(using: &numbers))
      }
    }
    return words.joined()
  }

  /// Words, blanks and marks, which together are the text.
  private func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    for character in text {
      if character.isLetter || character.isNumber,
        pieces.last?.last.map({ $0.isLetter || $0.isNumber }) == true
      {
        pieces[pieces.count - 1].append(character)
      } else {
        pieces.append(String(character))
      }
    }
    return pieces
  }
}
