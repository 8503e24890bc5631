import Diagnostics

/// What can be wrong with files of data, weights and vocabularies.
///
/// Facts only; ``diagnosis`` says them in words.
public enum DataError: Error, Equatable {
  /// A file that is not there or cannot be read.
  case unreadable(file: String, reason: String)
  /// A file that cannot be written; nothing partial is left.
  case unwritable(file: String, reason: String)
  /// A file that is not the public one.
  case checksum(file: String, found: String, expected: [String])
  /// A file whose length contradicts what it says or should hold.
  case length(file: String, bytes: Int, expected: Int)
  /// A file whose length is no whole number of records.
  case records(file: String, bytes: Int, record: Int)
  /// Something about compressed data.
  case gzip(file: String, GzipFault)
  /// A byte (counted from 0) where JSON goes wrong.
  case json(file: String, byte: Int, JSONFault)
  /// Something about a safetensors file, or about one of its entries.
  case tensors(file: String, entry: String?, TensorFileFault)
  /// Something about the header of an IDX file.
  case idx(file: String, IDXFault)
  /// Two files that should hold equally many items.
  case counts(file: String, items: Int, other: String, otherItems: Int)
  /// Something about a line of a CSV file; columns count characters from 1.
  case table(file: String, line: Int, column: Int?, TableFault)
  /// A text that is no UTF-8; the byte counts from 0.
  case notText(file: String, byte: Int)
  /// A record (from 0) that holds an impossible value.
  case item(file: String, entry: Int, value: String, expected: String)
  /// Something about a vocabulary, its entry or its line.
  case vocabulary(file: String, line: Int?, VocabularyFault)
  /// Data that does not serve what is asked of it.
  case request(RequestFault)
}

/// What can be wrong with compressed data.
public enum GzipFault: Equatable, Sendable {
  /// It does not begin as gzip does.
  case notGzip
  /// It contradicts itself; in zlib's words.
  case corrupt(String)
  /// It ends early, after this many unpacked bytes.
  case truncated(unpacked: Int)
  /// It unpacks to more than the caller takes.
  case tooLarge(limit: Int)
}

/// What can be wrong with JSON.
public enum JSONFault: Equatable, Sendable {
  /// Another byte than the grammar allows, or the end (`nil`).
  case unexpected(UInt8?, expected: String)
  /// A name twice in one object.
  case duplicate(String)
  /// Values nested deeper than any file of ours.
  case depth(limit: Int)
  /// Bytes that are no UTF-8.
  case notUTF8
}

/// What can be wrong with a safetensors file.
public enum TensorFileFault: Equatable, Sendable {
  /// The length of the header does not fit into the file.
  case headerLength(UInt64, limit: Int)
  /// A member that is missing or of another kind.
  case member(String, expected: String)
  /// A member that the format does not have.
  case unknownMember(String)
  /// A type of elements that the format does not have.
  case unknownType(String)
  /// A shape whose bytes do not fit into an integer.
  case overflow([Int])
  /// Offsets that leave the file or run backwards.
  case offsets(Int, Int, limit: Int)
  /// Offsets that contradict shape and type.
  case byteCount(Int, expected: Int)
  /// Bytes that another entry holds as well.
  case overlap(with: String)
  /// Bytes before the entry (or, without one, at the end) that none holds.
  case hole(bytes: Int)
  /// No entry of this name; some that are there.
  case missing(known: [String])
  /// Another shape than the caller needs.
  case shape([Int], expected: [Int])
  /// A type that has no conversion to fp32.
  case notConverted(String)
  /// An integer that fp32 cannot hold, at this element.
  case inexact(String, element: Int)
  /// A name given twice, or kept for the format itself, on writing.
  case name
}

/// What can be wrong with the header of an IDX file.
public enum IDXFault: Equatable, Sendable {
  /// The first four bytes, if they are there.
  case magic(UInt32?, expected: UInt32)
  /// Extents that do not fit into any file.
  case extents([Int])
  /// Images or labels of another size than the data set has.
  case size([Int], expected: [Int])
}

/// What can be wrong with a line of a CSV file.
public enum TableFault: Equatable, Sendable {
  /// Other names of columns.
  case header(String, expected: String)
  /// Too few or too many cells.
  case cells(Int, expected: Int)
  /// A cell that holds something else.
  case cell(String, expected: String)
  /// A date that is not after the one before.
  case order(String, after: String)
  /// No rows at all.
  case empty
}

/// What can be wrong with a vocabulary.
public enum VocabularyFault: Equatable, Sendable {
  /// Not an object of names and numbers; the entry, if one is to blame.
  case entry(String?, expected: String)
  /// A symbol that belongs to no byte.
  case symbol(String)
  /// A byte that no entry stands for.
  case byte(Int)
  /// A number that two entries have, or that leaves a gap.
  case number(Int, entry: String, count: Int)
  /// A merge that is not two symbols.
  case merge(String)
  /// A merge of, or into, something that is no entry.
  case unknown(String)
  /// A merge that stands there twice.
  case repeated(String)
}

/// What data cannot do.
public enum RequestFault: Equatable, Sendable {
  /// A column that is not there.
  case column(String, known: [String])
  /// A column without spread over the training rows.
  case constant(String)
  /// A part too short for one window.
  case window(part: String, rows: Int, length: Int)
  /// A symbol outside of the vocabulary.
  case symbol(String, vocabulary: String)
  /// A token outside of the vocabulary.
  case token(Int, limit: Int)
  /// An item outside of the set.
  case item(Int, limit: Int)
  /// A size that must be larger.
  case size(String, Int, least: Int)
}
