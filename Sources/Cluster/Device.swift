import Tensors

/// One device of a cluster: the place of its tensors, with its weights.
public final class Device: Place {
  /// Its number, from 0.
  public let index: Int
  private let recorder: Recorder
  private let tape: Tape?
  /// What is left of weights.
  private let weightFormat: ElementFormat
  /// With the parameter itself: while it is held, no other has its identity.
  /// The parts are at no place, for a tensor holds its place.
  private var weights: [StoredWeight: Stored] = [:]

  private struct Stored {
    let whole: Parameter
    let part: Tensor
    let handle: Handle
  }

  private struct StoredWeight: Hashable {
    let parameter: ObjectIdentifier
    let slice: ParameterSlice
  }

  init(
    index: Int, recorder: Recorder, tape: Tape?, weightFormat: ElementFormat
  ) {
    self.index = index
    self.recorder = recorder
    self.tape = tape
    self.weightFormat = weightFormat
  }

  /// Writes a computation into the trace.
  public func record(
    _ work: Work, _ a: Operand, _ b: Operand, _ c: Operand, elements: Int
  ) -> Handle {
    recorder.writer.compute(on: index, work, a, b, c, elements: elements)
  }

  /// Writes a computation on many operands into the trace.
  public func record(_ work: Work, _ operands: [Operand], elements: Int)
    -> Handle
  {
    recorder.writer.compute(on: index, work, operands, elements: elements)
  }

  /// Writes a computation whose result joins what `target` holds.
  func record(_ work: Work, _ operands: [Operand], onto target: Operand) {
    recorder.writer.compute(on: index, work, operands, onto: target)
  }

  /// Notes `elements` that lie here from the beginning, such as readings of a
  /// sensor.
  func own(elements: Int) -> Handle {
    recorder.writer.hold(
      on: index, .activation,
      bytes: recorder.writer.formats.activations.bytes(elements))
  }

  /// The part of `parameter` that this device stores, in its weight format;
  /// as it is where int8 arithmetic has rounded it.
  ///
  /// It is kept on the device from the first call on, and counts as memory.
  /// - Throws: ``Tensors/TensorError/range(operation:_:limit:)`` for a part
  ///   that `parameter` does not have.
  public func weight(_ parameter: Parameter, _ slice: ParameterSlice) throws
    -> Tensor
  {
    let key = StoredWeight(parameter: ObjectIdentifier(parameter), slice: slice)
    if let stored = weights[key] {
      return stored.part.placed(at: self, handle: stored.handle)
    }
    let part = weightFormat.roundTrip(try parameter.cut(slice, on: tape))
    let handle = recorder.writer.hold(
      on: index, .weights,
      bytes: recorder.writer.formats.weights.bytes(part.shape.count))
    weights[key] = Stored(whole: parameter, part: part, handle: handle)
    return part.placed(at: self, handle: handle)
  }

  /// Notes that this device stores `elements` of `parameter`, once, for its
  /// outputs `rows`; returns what operations read.
  func hold(_ parameter: Parameter, rows: Range<Int>, elements: Int) -> Handle {
    let key = StoredWeight(
      parameter: ObjectIdentifier(parameter), slice: .rows(rows))
    if let stored = weights[key] { return stored.handle }
    let handle = recorder.writer.hold(
      on: index, .weights,
      bytes: recorder.writer.formats.weights.bytes(elements))
    weights[key] = Stored(
      whole: parameter, part: Tensor(Shape(elements)), handle: handle)
    return handle
  }

  /// Notes that `elements` stay from now on.
  @discardableResult
  public func keep(elements: Int, earlier: Bool) -> Handle {
    recorder.writer.hold(
      on: index, earlier ? .earlier : .kept,
      bytes: recorder.writer.formats.activations.bytes(elements))
  }
}
