import Testing

@testable import Performance

/// The most memory that a process has held, as Linux tells it.
struct PeakMemoryTests {
  @Test(arguments: [
    ("Name:\tx\nVmHWM:\t  2000 kB\nRssFile:\t 500 kB\n", 1500 * 1024 as Int?),
    // Kernels before 4.5 do not part what RSS is made of.
    ("VmHWM:\t  2000 kB\nVmRSS:\t 1900 kB\n", 2000 * 1024),
    ("VmRSS:\t 1900 kB\nRssFile:\t 500 kB\n", nil), ("", nil),
    ("VmHWM:\n", nil),
  ])
  func statuses(text: String, bytes: Int?) {
    #expect(peakMemoryBytes(status: text) == bytes)
  }

  #if os(Linux)
    /// Memory that was given back still counts.
    @Test func blocks() throws {
      let count = 64 << 20
      func hold() -> Int {
        let block = [UInt8](repeating: 1, count: count)
        return block.reduce(0) { $0 ^ Int($1) }
      }
      _ = hold()
      let peak = try #require(peakMemoryBytes())
      #expect(peak > count)
    }
  #endif
}
