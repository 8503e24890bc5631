import Foundation
import Testing

/// `data`: what can be told without a network.
struct DataCommandTests {
  @Test func listsEveryFileOnce() throws {
    let output = try Shardbench.run(["data", "--list"])
    #expect(output.status == 0)
    let names = output.lines.compactMap { $0.split(separator: ":").first }
    #expect(names.contains("stories260K/stories260K.bin"))
    #expect(Set(names).count == names.count)
  }

  @Test func aFileThatIsNotKnownIsUsage() throws {
    let output = try Shardbench.run(["data", "mnist/trane-images"])
    #expect(output.status == 64)
    #expect(output.out.isEmpty)
  }
}
