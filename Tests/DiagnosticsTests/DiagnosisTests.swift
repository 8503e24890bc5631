import Testing

@testable import Diagnostics

struct DiagnosisTests {
  enum Fault: Diagnosable {
    case broken(Int)
    var diagnosis: Diagnosis {
      switch self {
      case .broken(let n):
        Diagnosis(
          "\(n) parts are broken",
          at: .init(file: "a.yaml", line: 3, column: 7),
          expected: "none", remedy: "mend them")
      }
    }
  }
  struct Foreign: Error {}

  @Test func tellsPlaceExpectationAndRemedy() {
    #expect(
      "\(Fault.broken(2))" == """
        a.yaml:3:7: error: 2 parts are broken
          expected: none
          remedy: mend them
        """)
    #expect(Diagnosis(of: Fault.broken(2)).exit == .data)
  }

  @Test func leavesOutWhatIsNotKnown() {
    #expect(Diagnosis("no luck").text == "error: no luck")
    #expect(Diagnosis.Location(file: "f", line: 2).description == "f:2")
  }

  @Test func foreignErrorsAreInternal() {
    let diagnosis = Diagnosis(of: Foreign())
    #expect(diagnosis.exit == .software)
    #expect(diagnosis.remedy != nil)
  }
}
