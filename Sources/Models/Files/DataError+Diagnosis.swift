import Diagnostics

private let fetchAgain = "fetch the file again with 'make data'"

extension DataError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .unreadable(let file, let reason):
      Diagnosis(
        "cannot read the file: \(reason)", at: .init(file: file),
        remedy: "fetch it with 'make data', or set SHARDBENCH_DATA to the "
          + "folder that holds it")
    case .unwritable(let file, let reason):
      Diagnosis(
        "cannot write the file: \(reason)", at: .init(file: file),
        remedy: "check the folder, its permissions and the free space",
        exit: .software)
    case .checksum(let file, let found, let expected):
      Diagnosis(
        "this is not the public file: its sha256 is \(found)",
        at: .init(file: file),
        expected: expected.joined(separator: " or "), remedy: fetchAgain)
    case .length(let file, let bytes, let expected):
      Diagnosis(
        "the file has \(bytes) bytes", at: .init(file: file),
        expected: "\(expected) bytes", remedy: fetchAgain)
    case .records(let file, let bytes, let record):
      Diagnosis(
        "the file has \(bytes) bytes", at: .init(file: file),
        expected: "one or more records of \(record) bytes",
        remedy: fetchAgain)
    case .gzip(let file, let fault):
      Diagnosis(
        fault.problem, at: .init(file: file),
        expected: "data that gzip packed", remedy: fetchAgain)
    case .json(let file, let byte, let fault):
      Diagnosis(
        "byte \(byte): \(fault.problem)", at: .init(file: file),
        expected: fault.expected, remedy: fetchAgain)
    case .tensors(let file, let entry, let fault):
      Diagnosis(
        (entry.map { "entry '\($0)' " } ?? "the file ") + fault.problem,
        at: .init(file: file), expected: fault.expected,
        remedy: fault.remedy(entry ?? ""))
    case .idx(let file, let fault):
      Diagnosis(
        fault.problem, at: .init(file: file), expected: fault.expected,
        remedy: fetchAgain)
    case .counts(let file, let items, let other, let otherItems):
      Diagnosis(
        "the file has \(items) items, but \(other) has \(otherItems)",
        at: .init(file: file), expected: "as many in both",
        remedy: "use two files that belong together; " + fetchAgain)
    case .table(let file, let line, let column, let fault):
      Diagnosis(
        fault.problem, at: .init(file: file, line: line, column: column),
        expected: fault.expected, remedy: fetchAgain)
    case .notText(let file, let byte):
      Diagnosis(
        "byte \(byte) is no UTF-8", at: .init(file: file),
        expected: "text in UTF-8", remedy: fetchAgain)
    case .item(let file, let entry, let value, let expected):
      Diagnosis(
        "entry \(entry) holds \(value)", at: .init(file: file),
        expected: expected, remedy: fetchAgain)
    case .vocabulary(let file, let line, let fault):
      Diagnosis(
        fault.problem, at: .init(file: file, line: line),
        expected: fault.expected,
        remedy: "use encoder.json and vocab.bpe of one model; " + fetchAgain)
    case .request(let fault): fault.diagnosis
    }
  }
}

extension GzipFault {
  fileprivate var problem: String {
    switch self {
    case .notGzip: "this is no gzip data"
    case .corrupt(let words): "the gzip data is corrupt: \(words)"
    case .truncated(let unpacked):
      "the gzip data ends early, after \(unpacked) unpacked bytes"
    case .tooLarge(let limit):
      "the gzip data unpacks to more than \(limit) bytes"
    }
  }
}

extension JSONFault {
  fileprivate var problem: String {
    switch self {
    case .unexpected(nil, _): "the JSON ends here"
    case .unexpected(let byte?, _): "the JSON has \(shown(byte)) here"
    case .duplicate(let name): "the name '\(name)' stands here again"
    case .depth: "the JSON nests too deep"
    case .notUTF8: "the JSON is no UTF-8"
    }
  }

  fileprivate var expected: String {
    switch self {
    case .unexpected(_, let expected): expected
    case .duplicate: "distinct names"
    case .depth(let limit): "at most \(limit) levels"
    case .notUTF8: "text in UTF-8"
    }
  }

  private func shown(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte)
      ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte \(byte)"
  }
}

extension IDXFault {
  fileprivate var problem: String {
    switch self {
    case .magic(nil, _): "the file is too short for an IDX header"
    case .magic(let found?, _): "the file begins with \(hex(found))"
    case .extents(let extents): "the header gives the extents \(extents)"
    case .size(let extents, _): "the header gives the extents \(extents)"
    }
  }

  fileprivate var expected: String {
    switch self {
    case .magic(_, let magic):
      "\(hex(magic)): unsigned bytes in \(magic & 0xFF) "
        + (magic & 0xFF == 1 ? "dimension" : "dimensions")
    case .extents: "extents whose product fits into a file"
    case .size(_, let expected): "\(expected), of which the first is free"
    }
  }

  private func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension TableFault {
  fileprivate var problem: String {
    switch self {
    case .header(let found, _): "the columns are \(found)"
    case .cells(let count, _):
      "the row has \(count) \(count == 1 ? "cell" : "cells")"
    case .cell(let text, _): "the cell holds '\(text)'"
    case .order(let date, let before): "'\(date)' follows '\(before)'"
    case .empty: "the file has no rows"
    }
  }

  fileprivate var expected: String {
    switch self {
    case .header(_, let expected): expected
    case .cells(_, let expected): "\(expected) cells"
    case .cell(_, let expected): expected
    case .order: "each date later than the one before"
    case .empty: "one or more rows"
    }
  }
}
