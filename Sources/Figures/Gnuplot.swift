import CGnuplotIOStream
import Foundation

/// gnuplot as a process that is fed through gnuplot-iostream.
enum Gnuplot {
  /// How one run ended.
  struct Outcome: Equatable {
    /// The exit status; 127 if there is no such command.
    var status: Int
    /// Its first error message.
    var message: String
  }

  /// The shell command: `GNUPLOT_IOSTREAM_CMD`, or gnuplot without the user's
  /// own settings, which would change the figure.
  static var command: String {
    let named = ProcessInfo.processInfo.environment["GNUPLOT_IOSTREAM_CMD"]
    return named.flatMap { $0.isEmpty ? nil : $0 } ?? "gnuplot -d"
  }

  /// Whether gnuplot can be run.
  static var isInstalled: Bool {
    let folder = FileManager.default.temporaryDirectory
    return run("", command: command, in: folder, errors: "/dev/null").status
      == 0
  }

  /// Runs a script in a folder; `errors` names the file, from there, that
  /// standard error goes to.
  static func run(
    _ script: String, command: String, in folder: URL, errors: String
  ) -> Outcome {
    let line =
      "cd \(shellQuoted(folder.path)) && "
      + "{ \(command) ; } 2>\(shellQuoted(errors)) >/dev/null"
    let status = cgnuplot_run(line, script, script.utf8.count)
    let file = folder.appendingPathComponent(errors)
    let said = (try? Data(contentsOf: file)).map {
      String(decoding: $0, as: UTF8.self)
    }
    return Outcome(status: Int(status), message: firstFault(in: said ?? ""))
  }

  /// The first error among what gnuplot said.
  ///
  /// gnuplot reads on after an error in a piped script, echoes lines and warns
  /// of every line without points; none of that helps.
  static func firstFault(in said: String) -> String {
    let lines = said.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let faults = lines.filter { line in
      line.contains(#/line [0-9]+: /#) && !line.contains("warning:")
    }
    return faults.first ?? lines.last ?? "it said nothing"
  }
}
