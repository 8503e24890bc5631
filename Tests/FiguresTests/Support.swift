import Foundation

@testable import Figures

/// A folder with `results` and `plots` that goes when the work is done.
struct House {
  let root: URL
  var plots: URL { root.appendingPathComponent("plots") }

  /// The path of a CSV in `results`.
  func csv(_ name: String) -> String {
    root.appendingPathComponent("results/\(name)").path
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: csv(name)))
  }

  var plotNames: [String] { names(in: plots) }

  func names(in folder: URL) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.path)
    return (names ?? []).sorted()
  }

  static func with<Result>(
    _ work: (House) throws -> Result
  ) throws -> Result {
    let root = FileManager.default.temporaryDirectory
      .appendingPathComponent("figures-\(UUID().uuidString)")
    let house = House(root: root)
    for folder in ["results", "plots"] {
      try FileManager.default.createDirectory(
        at: root.appendingPathComponent(folder),
        withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: root) }
    try house.write(lossCSV, to: "loss.csv")
    return try work(house)
  }

  /// Two schemes, two collectives, three losses, three seeds.
  static let lossCSV: String = {
    var text = "scheme,collective,loss,seed,mse,compute_s,wait_s\n"
    for (s, scheme) in ["cats", "voltage"].enumerated() {
      for (c, collective) in ["all-gather", "some-gather"].enumerated() {
        for (l, loss) in ["0", "0.05", "0.1"].enumerated() {
          for seed in 0..<3 {
            let mse = Double(30 + 4 * l + 2 * s + c + seed * seed) / 100
            text += "\(scheme),\(collective),\(loss),\(seed),\(mse),"
            text += "\(0.01 * Double(s + 1)),\(0.002 * Double(l))\n"
          }
        }
      }
    }
    return text
  }()

  /// A figure of `loss.csv` with most things in it.
  func lossFigure(_ name: String = "loss") -> FigureSpecification {
    FigureSpecification(
      name: name, csv: csv("loss.csv"), title: "Loss", x: "loss", y: ["mse"],
      series: ["scheme"], panel: "collective", ribbon: .ci95)
  }

  /// A map of who loses least, of `loss.csv`.
  func mapFigure(_ name: String = "map") -> FigureSpecification {
    FigureSpecification(
      name: name, csv: csv("loss.csv"), x: "loss", y: ["collective"],
      series: ["scheme"], kind: .winners, best: "mse")
  }

  /// What gnuplot computes for a figure: its blocks of x, mean, low, high.
  func means(of figure: FigureSpecification) throws -> [[[Double]]] {
    var blocks: [[[Double]]] = [[]]
    for line in try lines(of: "$means", in: figure) {
      let fields = line.split(whereSeparator: \.isWhitespace)
      if !fields.isEmpty {
        blocks[blocks.count - 1].append(
          fields.map { Double($0.lowercased()) ?? .nan })
      } else if blocks[blocks.count - 1].isEmpty == false {
        blocks.append([])
      }
    }
    return blocks.filter { !$0.isEmpty }
  }

  /// The squares that gnuplot finds for a map, panel by panel.
  func squares(of figure: FigureSpecification) throws -> [Square] {
    var panel = 0
    var squares: [Square] = []
    for line in try lines(of: "$winners", in: figure) {
      let fields = line.split(separator: " ")
      if fields.count == 4 {
        let numbers = fields.prefix(3).compactMap { Int($0) }
        squares.append(
          Square(
            panel: panel, x: numbers[0] - 1, y: numbers[1] - 1,
            place: numbers[2], lead: String(fields[3].dropFirst().dropLast())))
      } else if squares.last?.panel == panel {
        panel += 1
      }
    }
    return squares
  }

  /// The lines of a data block that a figure's script leaves.
  private func lines(
    of block: String, in figure: FigureSpecification
  ) throws -> [Substring] {
    let text = try script(of: figure, for: plots)
    try Data(Style.text.utf8).write(
      to: plots.appendingPathComponent(Style.file))
    let outcome = Gnuplot.run(
      "into = './'\n" + text + "\nset print 'block'\nprint \(block)\n",
      command: Gnuplot.command, in: plots, errors: "stderr")
    guard outcome.status == 0 else {
      throw FigureError.gnuplotFailed(
        figure: figure.name, status: outcome.status, message: outcome.message)
    }
    let file = plots.appendingPathComponent("block")
    return try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }
}

/// A square of a map, as gnuplot has it.
struct Square: Equatable {
  /// Positions among the panels and the values of x and y.
  var panel: Int
  var x: Int
  var y: Int
  /// Which of those who win somewhere, counted from 1; 0 for nobody, -1 where
  /// there is no row.
  var place: Int
  /// The number that is printed.
  var lead: String
}

/// Runs plain gnuplot on a script, from any folder.
func plainGnuplot(_ arguments: [String], from folder: URL) throws -> Int32 {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["gnuplot"] + arguments
  process.currentDirectoryURL = folder
  process.standardError = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus
}

/// What the error of `work` says; empty if there is none.
func told<Result>(_ work: () throws -> Result) -> String {
  do {
    _ = try work()
    return ""
  } catch {
    return "\(error)"
  }
}
