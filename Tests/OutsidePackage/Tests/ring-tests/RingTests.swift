import SchemeConformance
import Testing

@testable import ring

struct RingTests {
  @Test func laws() throws { try checkLaws(of: RingAttention()) }
  @Test func sums() throws { try checkLaws(of: RecursiveDoubling()) }
}
