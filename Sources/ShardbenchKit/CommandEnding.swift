/// The end of a command that has told all, with a status that is no failure of
/// its own.
struct CommandEnding: Error {
  /// The exit status.
  let status: Int32
}
