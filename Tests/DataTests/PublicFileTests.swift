import TestBasics
import Foundation
import Testing

@testable import Models

struct PublicFileTests {
  @Test func theTableIsSound() {
    let files = PublicFile.all
    #expect(Set(files.map(\.path)).count == files.count)
    for file in files {
      #expect(!file.path.hasPrefix("/") && !file.path.contains(".."))
      #expect(!file.digests.isEmpty)
      for digest in file.digests {
        #expect(digest.count == 64)
        #expect(digest.allSatisfy { $0.isHexDigit && !$0.isUppercase })
      }
      #expect(file.home.map { $0.hasPrefix("https://") } ?? true)
      #expect(file.home != nil || (file.note != nil && file.isOptional))
      #expect(
        file.home.map {
          $0.hasSuffix("/" + (file.path as NSString).lastPathComponent)
        }
          ?? true)
    }
  }

  /// Every file that is here is the public one.
  @Test(
    .enabled(if: RealData.folder != nil, RealData.reason),
    .enabled(if: Optimized.isOn, Optimized.reason),
    arguments: PublicFile.all.filter { RealData.has($0.path) })
  func digests(file: PublicFile) throws {
    try file.check(in: #require(RealData.folder)) { digest([UInt8]($0)) }
  }

  @Test func damageIsNoticed() throws {
    try withFolder(["a": [1, 2, 3], "b.gz": packed([4])]) { folder in
      let folder = file(".", in: folder)
      let right = digest([1, 2, 3])
      let found = { (_: Data) in right }
      try PublicFile("a", nil, sha256: "x", right).check(
        in: folder, sha256: found)
      let wrong = complaint {
        try PublicFile("a", nil, sha256: "x", "y").check(
          in: folder, sha256: found)
      }
      #expect(
        wrong.hasSuffix(
          """
          a: error: this is not the public file: its sha256 is \(right)
            expected: x or y
            remedy: fetch the file again with 'make data'
          """))
      try PublicFile("b.gz", nil, sha256: digest([4]), isPacked: true).check(
        in: folder
      ) { digest([UInt8]($0)) }
    }
  }

  @Test func sourcesSayWhatTheyAre() {
    #expect(DataSource.real.allSatisfy { !$0.isGenerated })
    for source in DataSource.real {
      guard case .real(let files) = source.kind else { continue }
      #expect(!files.isEmpty, "\(source.name)")
      #expect(source.label == source.name)
      #expect(files.allSatisfy { source.identity.contains($0.digests[0]) })
    }
    let generated = GeneratedSeries(seed: 7).source
    #expect(generated.isGenerated)
    #expect(generated.label == "generated-series(seed 7)")
    #expect(generated.identity == generated.label)
    #expect(GeneratedGlyphs(seed: 0).source.label == "generated-glyphs(seed 0)")
  }
}
