import Foundation
import Tensors

/// Spoken words as MFCC features, with labels (Speech Commands v0.01).
///
/// The folder holds `labels.txt` (one class a line), `clips.csv` (clip, word,
/// label, the reference's prediction, split) and `mfcc_<clips>x<frames>x
/// <coefficients>.f32`: fp32, little endian.
public struct KeywordClips: Equatable, Sendable {
  /// What `clips.csv` says about one clip.
  public struct Clip: Equatable, Sendable {
    /// The path in the data set.
    public let name: String
    /// The spoken word.
    public let word: String
    /// Its class.
    public let label: Int
    /// The class that the reference implementation found.
    public let predicted: Int
    /// The part of the data set that it belongs to.
    public let split: String
  }

  /// Frames of a clip.
  public static let frames = 98
  /// Coefficients of a frame.
  public static let coefficients = 40
  /// The names of the classes.
  public let classes: [String]
  /// The clips, in the order of the features.
  public let clips: [Clip]
  /// `clips x frames x coefficients`.
  public let features: [Float]

  /// Reads the three files of `folder`.
  ///
  /// - Throws: ``DataError``, also if the files differ in number of clips.
  public init(_ folder: URL) throws {
    let names = folder.appendingPathComponent("labels.txt")
    classes = try textOfFile(names).split(whereSeparator: \.isNewline)
      .map(String.init)
    let list = folder.appendingPathComponent("clips.csv")
    clips = try Self.clips(
      bytesOfFile(list), classes: classes.count, file: list.relativePath)
    let file = folder.appendingPathComponent(
      "mfcc_\(clips.count)x\(Self.frames)x\(Self.coefficients).f32")
    features = try floats(
      file, count: clips.count * Self.frames * Self.coefficients)
  }

  /// Some clips as a tensor, `clips x frames x coefficients`.
  ///
  /// - Throws: ``DataError/request(_:)`` for a number that no clip has.
  public func batch(_ clips: [Int]) throws -> Tensor {
    for clip in clips where !self.clips.indices.contains(clip) {
      throw DataError.request(.item(clip, limit: self.clips.count))
    }
    let size = Self.frames * Self.coefficients
    return try Tensor(
      Shape(clips.count, Self.frames, Self.coefficients),
      clips.flatMap { features[$0 * size..<($0 + 1) * size] })
  }

  static func clips(_ data: Data, classes: Int, file: String) throws -> [Clip] {
    let table = try PlainCSV(data, file: file)
    let columns = ["clip", "word", "label", "kwt1_pred", "v0.01_split"]
    let names = table.rows[0].cells.map(\.text)
    guard names == columns else {
      throw DataError.table(
        file: file, line: 1, column: nil,
        .header(
          String(names.joined(separator: ",").prefix(200)),
          expected: columns.joined(separator: ",")))
    }
    guard table.rows.count > 1, classes > 0 else {
      throw DataError.table(file: file, line: 2, column: nil, .empty)
    }
    return try table.rows.dropFirst().map { row in
      try table.check(row, cells: columns.count)
      func text(_ cell: Int) -> String {
        String(decoding: row.cells[cell].bytes, as: UTF8.self)
      }
      return Clip(
        name: text(0), word: text(1),
        label: try table.integer(row, 2, in: 0...classes - 1),
        predicted: try table.integer(row, 3, in: 0...classes - 1),
        split: text(4))
    }
  }
}

/// The `count` fp32 values of a file that holds nothing else.
///
/// - Throws: ``DataError``, also for a value that is not finite.
public func floats(_ file: URL, count: Int) throws -> [Float] {
  let data = try bytesOfFile(file)
  guard data.count % 4 == 0, data.count / 4 == count else {
    throw DataError.length(
      file: file.relativePath, bytes: data.count, expected: 4 * count)
  }
  let values = data.withUnsafeBytes { bytes in
    (0..<count).map {
      Float(bitPattern: bytes.little(4 * $0, as: UInt32.self))
    }
  }
  if let entry = values.firstIndex(where: { !$0.isFinite }) {
    throw DataError.item(
      file: file.relativePath, entry: entry, value: "\(values[entry])",
      expected: "a finite number")
  }
  return values
}
