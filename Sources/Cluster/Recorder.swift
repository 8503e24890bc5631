/// The trace that all devices of a cluster write to.
final class Recorder {
  var writer: TraceWriter

  init(_ writer: TraceWriter) { self.writer = writer }
}
