import Foundation

/// The whole command line, for a program of any package.
public enum Shardbench {
  /// Runs the command that the program was started with, and ends it with the
  /// command's exit status.
  public static func main() -> Never {
    exit(Program.run(Array(CommandLine.arguments.dropFirst())))
  }
}
