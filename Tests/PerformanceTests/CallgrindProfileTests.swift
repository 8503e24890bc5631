import TestBasics
import Testing

@testable import Performance

/// Lines as valgrind 3.19 wrote them for a small workload, shortened.
struct CallgrindProfileTests {
  private static let text = """
    # callgrind format
    version: 1
    creator: callgrind-3.19.0
    pid: 4711
    cmd:  shardbench measure --body kernel/softmax
    part: 1

    desc: I1 cache:
    positions: line
    events: Ir
    summary: 675798

    ob=(3) /usr/lib/x86_64-linux-gnu/libc.so.6
    fl=(165) ./malloc/./malloc/malloc.c
    fn=(1058) _int_malloc
    0 300

    fn=(1062) swift_slowAlloc
    0 12
    cfi=(165)
    cfn=(1060) malloc
    calls=2 0
    0 400
    cfn=(1058)
    calls=9 0
    0 90

    fn=(1064) ck_take
    0 20
    cfn=(1060)
    calls=3 0
    0 600
    cfn=(1070) posix_memalign
    calls=4 0
    0 80
    cfn=(1071) malloc'2
    calls=1 0
    0 8
    cfn=(1072) mallocx_like
    calls=50 0
    0 8

    totals: 675798

    """

  @Test func instructionsAndAllocations() throws {
    let profile = try CallgrindProfile(parsing: Self.text, file: "f")
    #expect(profile.instructions == 675798)
    #expect(profile.allocations == 2 + 3 + 4 + 1)
  }

  @Test func nothingWasCounted() throws {
    let profile = try CallgrindProfile(parsing: "totals: 0\n", file: "f")
    #expect(profile.instructions == 0 && profile.allocations == 0)
  }

  @Test(arguments: ["", "version: 1\n", "totals:\n", "totals: many\n"])
  func noTotals(text: String) {
    let told = complaint {
      _ = try CallgrindProfile(parsing: text, file: "some/profile")
    }
    #expect(told.contains("some/profile: error: the profile has no totals"))
  }
}
