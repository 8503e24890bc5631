import Foundation
import Testing

@testable import Figures

struct FailureTests {
  /// What drawing a changed `loss` figure says, with nothing left behind.
  func failure(
    csv: String? = nil, command: String = Gnuplot.command,
    _ change: (inout FigureSpecification) -> Void = { _ in }
  ) throws -> String {
    try House.with { house in
      if let csv { try house.write(csv, to: "loss.csv") }
      for name in ["loss.gp", "loss.svg", "loss.pdf", "style.gp"] {
        try Data("# before".utf8).write(
          to: house.plots.appendingPathComponent(name))
      }
      let before = house.plotNames
      var figure = house.lossFigure()
      change(&figure)
      let message = told {
        try draw(figure, into: house.plots, command: command)
      }
      #expect(house.plotNames == before)
      for name in before {
        let url = house.plots.appendingPathComponent(name)
        #expect(try Data(contentsOf: url) == Data("# before".utf8))
      }
      return message.replacing(house.root.path + "/", with: "")
    }
  }

  @Test func missingCSV() throws {
    #expect(
      try failure { $0.csv = $0.csv.replacing("loss.csv", with: "no.csv") }
        == """
        results/no.csv: error: figure 'loss': there is no such file
          remedy: check the path, or run the experiment that writes it
        """)
  }

  @Test func emptyCSV() throws {
    #expect(
      try failure(csv: "").hasPrefix(
        "results/loss.csv: error: figure 'loss': the file is empty\n"))
    #expect(
      try failure(csv: "a,b\n").hasPrefix(
        "results/loss.csv: error: figure 'loss': "
          + "the table has a header but no rows\n"))
  }

  @Test func unknownColumns() throws {
    let changes: [(inout FigureSpecification) -> Void] = [
      { $0.x = "mze" }, { $0.y = ["mze"] }, { $0.series = ["mze"] },
      { $0.panel = "mze" }, { $0.filter = [.init("mze", "1")] },
    ]
    for change in changes {
      #expect(
        try failure(change) == """
          results/loss.csv:1: error: figure 'loss': there is no column 'mze'
            remedy: did you mean 'mse'?
          """)
    }
  }

  @Test func noRowLeft() throws {
    #expect(
      try failure {
        $0.filter = [.init("scheme", "cats"), .init("loss", "7")]
      } == """
        results/loss.csv: error: figure 'loss': \
        no row has scheme = cats and loss = 7
          remedy: correct the filter, or run the points that it asks for
        """)
  }

  @Test func nothingNumeric() throws {
    let message = """
      results/loss.csv: error: figure 'loss': column 'mse' has nothing to draw
        expected: at least one number (above 0 on a logarithmic axis)
        remedy: choose another column, or compute this metric
      """
    let head = "scheme,collective,loss,mse\n"
    #expect(try failure(csv: head + "a,b,1,\na,b,2,nan\n") == message)
    #expect(try failure(csv: head + "a,b,1,x\n") == message)
    #expect(
      try failure(csv: head + "a,b,1,-3\n") { $0.logY = true } == message)
    #expect(
      try failure(csv: head + "a,b,,1\n")
        == message.replacing("'mse'", with: "'loss'"))
    #expect(
      try failure(csv: head + "a,b,-1,1\n") { $0.logX = true }
        == message.replacing("'mse'", with: "'loss'"))
  }

  @Test func aWordAmongNumbers() throws {
    #expect(
      try failure(csv: "scheme,collective,loss,mse\na,b,1,2\na,b,2,x\n") == """
        results/loss.csv:3: error: figure 'loss': \
        'x' in column 'mse' is not a number
          expected: a decimal number such as 0.25 or 1e-3
        """)
  }

  @Test(arguments: ["\"a\"\"b\"", " a", "a ", "\"a\nb\"", "a\\b", "\"a,b\""])
  func cellsThatGnuplotWouldReadOtherwise(cell: String) throws {
    let text = try failure(
      csv: "scheme,collective,loss,mse\nx,b,1,2\n\(cell),b,1,2\n")
    #expect(text.hasPrefix("results/loss.csv:3: error: figure 'loss': "))
    #expect(text.contains("in column 'scheme'"))
  }

  @Test func whatCannotBeDrawn() throws {
    typealias Change = (inout FigureSpecification) -> Void
    let cases: [(String, Change)] = [
      ("the name cannot be a file name", { $0.name = "a/b" }),
      ("the name cannot be a file name", { $0.name = "" }),
      ("the name cannot be a file name", { $0.name = "a\nb" }),
      ("there is no y", { $0.y = [] }),
      ("too many series", { $0.series = ["scheme", "seed", "loss"] }),
      ("the size is impossible", { $0.width = .nan }),
      ("the size is impossible", { $0.height = 0 }),
      ("stacked bars have no series", { $0.kind = .stackedBars }),
      (
        "stacked bars have no ribbon",
        {
          $0.kind = .stackedBars
          $0.series = []
        }
      ),
      (
        "do not add up on a logarithm",
        {
          $0.kind = .stackedBars
          $0.series = []
          $0.ribbon = .none
          $0.logY = true
        }
      ),
      (
        "a logarithmic x axis needs numbers",
        {
          $0.x = "scheme"
          $0.logX = true
        }
      ),
    ]
    for (words, change) in cases {
      #expect(try failure(change).contains(words))
    }
  }

  @Test func mapsThatCannotBeDrawn() throws {
    typealias Change = (inout FigureSpecification) -> Void
    let cases: [(String, Change)] = [
      ("winners need a column that decides", { $0.best = nil }),
      ("only winners have best and goal", { $0.kind = .lines }),
      ("winners have one y", { $0.y = ["scheme", "loss"] }),
      ("one or two series columns", { $0.series = [] }),
      ("winners have no ribbon", { $0.ribbon = .bars }),
      ("no axis of winners is logarithmic", { $0.logX = true }),
      ("there is no column 'mze'", { $0.best = "mze" }),
      ("there is no column 'mze'", { $0.y = ["mze"] }),
    ]
    for (words, change) in cases {
      let message = try failure {
        $0.kind = .winners
        ($0.x, $0.y, $0.best) = ("loss", ["collective"], "mse")
        ($0.panel, $0.ribbon) = (nil, .none)
        change(&$0)
      }
      #expect(message.contains(words), "\(message)")
    }
    #expect(
      try failure {
        ($0.ribbon, $0.goal) = (.none, .greatest)
      } == """
        error: figure 'loss': only winners have best and goal
          expected: kind: winners, or neither key
        """)
    let noNumber = try failure(csv: "scheme,collective,loss,mse\na,b,1,\n") {
      ($0.kind, $0.y, $0.best) = (.winners, ["collective"], "mse")
      ($0.panel, $0.ribbon) = (nil, .none)
    }
    #expect(noNumber.contains("column 'mse' has nothing to draw"))
  }

  @Test func gnuplotIsMissing() throws {
    #expect(
      try failure(command: "no-such-gnuplot") == """
        error: figure 'loss': gnuplot is not installed
          remedy: make setup
        """)
  }

  @Test func gnuplotFails() throws {
    // The command ends before it reads: writing to it must do no harm.
    let command = "{ echo 'line 3: bad luck' >&2 ; exit 3 ; }"
    #expect(
      try failure(command: command) == """
        error: figure 'loss': gnuplot ended with status 3: line 3: bad luck
          remedy: if style.gp was changed, check it; otherwise report this
        """)
  }

  @Test func gnuplotDrawsNothing() throws {
    #expect(
      try failure(command: "cat") == """
        error: figure 'loss': gnuplot left loss.svg empty
          remedy: check that gnuplot has the svg and pdfcairo terminals
        """)
  }

  /// As on a full disk, where gnuplot says nothing.
  @Test(
    arguments: [
      ("<svg>", "%%EOF", "svg"), ("<svg></svg>", "%PDF", "pdf"),
    ])
  func gnuplotStopsHalfway(svg: String, pdf: String, cut: String) throws {
    let command = """
      { cat > /dev/null ; cd .loss.*.partial ; echo '\(svg)' > loss.svg ; \
      echo '\(pdf)' > loss.pdf ; }
      """
    #expect(
      try failure(command: command) == """
        error: figure 'loss': gnuplot left loss.\(cut) unfinished
          remedy: check the space on the disk, and draw again
        """)
  }

  @Test(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
  func aBrokenStyleIsTold() throws {
    try House.with { house in
      try Data("set nonsense\n".utf8).write(
        to: house.plots.appendingPathComponent("style.gp"))
      let message = told { try draw(house.lossFigure(), into: house.plots) }
      #expect(message.contains("\"style.gp\" line 1: "))
      #expect(house.plotNames == ["style.gp"])
    }
  }

  @Test func theFirstFaultIsToldAndNoWarning() {
    #expect(
      Gnuplot.firstFault(
        in: """
          line 0: warning: Skipping data file
          gnuplot> plot q
                   ^
                   line 0: undefined variable: q
          line 0: all points y value undefined!
          """) == "line 0: undefined variable: q")
    #expect(Gnuplot.firstFault(in: "") == "it said nothing")
  }
}
