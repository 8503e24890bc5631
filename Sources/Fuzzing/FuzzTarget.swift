import Diagnostics
import Foundation

/// A reader of files, and what it is fed.
public struct FuzzTarget: Sendable {
  /// What became of an input.
  public enum Outcome: Equatable, Sendable {
    /// It was taken.
    case read
    /// It was refused with an error that says what is wrong.
    case refused
    /// It was refused with an error that blames the program, or says nothing.
    case blamed(String)
  }

  /// Its name on the command line.
  public let name: String
  /// The name that inputs are given as files.
  let file: String
  /// Undamaged files.
  let corpus: [[UInt8]]
  /// Words that the format cares about.
  let words: [String]
  /// Reads the file.
  let read: @Sendable (URL) throws -> Void

  /// A target from its parts.
  public init(
    _ name: String, file: String, corpus: [[UInt8]], words: [String] = [],
    read: @escaping @Sendable (URL) throws -> Void
  ) {
    self.name = name
    self.file = file
    self.corpus = corpus
    self.words = words
    self.read = read
  }

  /// Its inputs.
  public func mutator(seed: UInt64) -> Mutator {
    Mutator(corpus: corpus, words: words, seed: seed)
  }

  /// Has `bytes` read from a file in `folder`.
  ///
  /// - Throws: what writing the file throws, and nothing else.
  public func outcome(of bytes: [UInt8], in folder: URL) throws -> Outcome {
    let url = folder.appendingPathComponent(file)
    try Data(bytes).write(to: url)
    do {
      try read(url)
      return .read
    } catch {
      let diagnosis = Diagnosis(of: error)
      guard error is any Diagnosable, diagnosis.exit != .software else {
        return .blamed("\(error)")
      }
      // An error as long as its file helps nobody.
      return diagnosis.text.utf8.count < 4000
        ? .refused : .blamed("\(diagnosis.text.utf8.count) bytes of text")
    }
  }
}
