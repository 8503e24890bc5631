import Diagnostics

// The longer lists of DataError's wording: tensors, vocabularies, requests.

extension TensorFileFault {
  var problem: String {
    switch self {
    case .headerLength(let bytes, _): "says that its header has \(bytes) bytes"
    case .member(let name, _): "has no proper '\(name)'"
    case .unknownMember(let name): "has an unknown member '\(name)'"
    case .unknownType(let type): "has the unknown dtype '\(type)'"
    case .overflow(let extents): "has the impossible shape \(extents)"
    case .offsets(let begin, let end, _):
      "lies at the offsets \(begin) to \(end)"
    case .byteCount(let bytes, _): "holds \(bytes) bytes"
    case .overlap(let other): "overlaps entry '\(other)'"
    case .hole(let bytes):
      "leaves \(bytes) \(bytes == 1 ? "byte" : "bytes") that belong to no entry"
    case .missing: "is missing"
    case .shape(let extents, _): "has the shape \(extents)"
    case .notConverted(let type): "has elements of dtype \(type)"
    case .inexact(let value, let element):
      "holds \(value) at element \(element)"
    case .name: "cannot be written under this name"
    }
  }

  var expected: String? {
    switch self {
    case .headerLength(_, let limit): "2 to \(limit) bytes"
    case .member(_, let expected): expected
    case .unknownMember: "dtype, shape and data_offsets"
    case .unknownType:
      SafetensorsElement.allCases.map(\.rawValue).joined(separator: ", ")
    case .overflow: "a shape whose bytes fit into a file"
    case .offsets(_, _, let limit): "a range within the \(limit) bytes of data"
    case .byteCount(_, let expected):
      "\(expected) bytes, by its shape and dtype"
    case .overlap: "each byte of data in one entry"
    case .hole: "entries that follow each other without holes to the end"
    case .missing(let known): known.isEmpty ? "any entry at all" : nil
    case .shape(_, let expected): "\(expected)"
    case .notConverted: "a dtype that becomes fp32"
    case .inexact: "integers that fp32 holds exactly"
    case .name: "distinct names other than __metadata__"
    }
  }

  func remedy(_ entry: String) -> String {
    switch self {
    case .missing(let known) where !known.isEmpty:
      didYouMean(entry, among: known)
    case .shape: "use the weights that belong to the model"
    case .notConverted, .inexact: "convert the entry to F32"
    case .name: "rename the tensor"
    default:
      "the file is damaged: fetch it again with 'make data', or export it again"
    }
  }
}

extension VocabularyFault {
  var problem: String {
    switch self {
    case .entry(nil, _): "the file holds no vocabulary"
    case .entry(let name?, _): "entry '\(name)' has no number"
    case .symbol(let text): "'\(text)' has a symbol that belongs to no byte"
    case .byte(let byte): "no entry stands for the byte \(byte)"
    case .number(let number, let entry, _):
      "entry '\(entry)' has the number \(number)"
    case .merge(let line): "the merge is '\(line)'"
    case .unknown(let text): "'\(text)' is no entry of the vocabulary"
    case .repeated(let line): "the merge '\(line)' stands here again"
    }
  }

  var expected: String {
    switch self {
    case .entry(_, let expected): expected
    case .symbol: "the 256 symbols of GPT-2's byte alphabet"
    case .byte: "an entry for each of the 256 bytes"
    case .number(_, _, let count): "each number from 0 to \(count - 1) once"
    case .merge: "two symbols with one space between them"
    case .unknown: "both halves of a merge, and what they make, as entries"
    case .repeated: "each merge once"
    }
  }
}

extension RequestFault {
  var diagnosis: Diagnosis {
    switch self {
    case .column(let name, let known):
      Diagnosis(
        "the data has no column '\(name)'",
        remedy: didYouMean(name, among: known), exit: .usage)
    case .constant(let name):
      Diagnosis(
        "column '\(name)' is constant over the training rows",
        expected: "a column with some spread",
        remedy: "use another column, or a longer series")
    case .window(let part, let rows, let length):
      Diagnosis(
        "the \(part) part has \(rows) rows",
        expected: "at least \(length), "
          + "for one window of context and horizon",
        remedy: "shorten the context or the horizon, or use a longer series",
        exit: .usage)
    case .symbol(let symbol, let vocabulary):
      Diagnosis(
        "the symbol '\(symbol)' is not in the vocabulary",
        expected: "one of: \(vocabulary)",
        remedy: "leave it out of the text", exit: .usage)
    case .token(let token, let limit):
      Diagnosis(
        "there is no token \(token)", expected: "0 to \(limit - 1)",
        remedy: "use the tokenizer that belongs to the model")
    case .item(let item, let limit):
      Diagnosis(
        "there is no item \(item) in the data",
        expected: limit > 0 ? "0 to \(limit - 1)" : "no item: it is empty",
        remedy: "ask for fewer items", exit: .usage)
    case .size(let what, let value, let least):
      Diagnosis(
        "\(what) is \(value)", expected: "\(least) or more",
        remedy: "ask for at least \(least)", exit: .usage)
    }
  }
}
