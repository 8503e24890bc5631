import CYAML
import Diagnostics

/// One step of a YAML stream.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case scalar(Scalar)
    case alias(String)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }
  var kind: Kind
  var anchor: String?
  var location: Diagnosis.Location
}

/// The events of libyaml, as Swift values.
///
/// A class, because libyaml's parser points into itself and must be freed.
final class YAMLEvents {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeBufferPointer<UInt8>
  let file: String

  /// Events of `input`, which must outlive this object.
  init(_ input: UnsafeBufferPointer<UInt8>, file: String) {
    self.input = input
    self.file = file
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    // Fails only without memory; then the first event reports it.
    guard yaml_parser_initialize(parser) == 1 else { return }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event; after the end of the stream there is none to ask for.
  func next() throws -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    let location = place(event.start_mark)
    func make(
      _ kind: YAMLEvent.Kind, anchor: UnsafeMutablePointer<UInt8>? = nil,
      tag: UnsafeMutablePointer<UInt8>? = nil
    ) throws -> YAMLEvent {
      if let tag = text(tag) { throw DocumentError.tag(tag, at: location) }
      return .init(kind: kind, anchor: text(anchor), location: location)
    }
    switch event.type {
    case YAML_STREAM_START_EVENT: return try make(.streamStart)
    case YAML_DOCUMENT_START_EVENT: return try make(.documentStart)
    case YAML_DOCUMENT_END_EVENT: return try make(.documentEnd)
    case YAML_SEQUENCE_START_EVENT:
      let data = event.data.sequence_start
      return try make(.sequenceStart, anchor: data.anchor, tag: data.tag)
    case YAML_SEQUENCE_END_EVENT: return try make(.sequenceEnd)
    case YAML_MAPPING_START_EVENT:
      let data = event.data.mapping_start
      return try make(.mappingStart, anchor: data.anchor, tag: data.tag)
    case YAML_MAPPING_END_EVENT: return try make(.mappingEnd)
    case YAML_ALIAS_EVENT:
      return try make(.alias(text(event.data.alias.anchor) ?? ""))
    case YAML_SCALAR_EVENT:
      let data = event.data.scalar
      let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
      let scalar = Scalar(
        String(decoding: bytes, as: UTF8.self),
        isPlain: data.style == YAML_PLAIN_SCALAR_STYLE)
      return try make(.scalar(scalar), anchor: data.anchor, tag: data.tag)
    default: return try make(.streamEnd)
    }
  }

  private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func place(_ mark: yaml_mark_t) -> Diagnosis.Location {
    .init(file: file, line: mark.line + 1, column: mark.column + 1)
  }

  /// What stopped the parser.
  private func failure() -> DocumentError {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "no memory"
    if state.error == YAML_READER_ERROR {
      return .syntax(
        problem,
        at: Documents.place(
          ofByte: state.problem_offset, in: input, file: file))
    }
    let location = place(state.problem_mark)
    if let tab = tabBefore(location) { return .tab(at: tab) }
    let context = state.context.map { String(cString: $0) + ": " } ?? ""
    return .syntax(context + problem, at: location)
  }

  /// The tab in the indentation of the line of `location`, if there is one.
  private func tabBefore(_ location: Diagnosis.Location) -> Diagnosis.Location?
  {
    let lines = input.split(
      separator: UInt8(ascii: "\n"), maxSplits: location.line ?? 0,
      omittingEmptySubsequences: false)
    guard let line = location.line, line <= lines.count else { return nil }
    let indentation = lines[line - 1].prefix { $0 == 32 || $0 == 9 }
    guard let tab = indentation.firstIndex(of: 9) else { return nil }
    let column = tab - indentation.startIndex + 1
    return .init(file: file, line: line, column: column)
  }
}
