import CKernels

/// Remembers operations in order, so that gradients can flow back through
/// them: reverse-mode automatic differentiation.
///
/// Values that come from a leaf of a tape are on that tape, and so is what is
/// computed from them. Views (rows, elements, reshaped) share their gradient
/// with what they show.
///
///     let tape = Tape()
///     let loss = try tape.leaf(weight).linear(...).meanSquareError(target)
///     try tape.backward(from: loss)
///     let gradient = tape.gradient(of: weight)
///
/// One thread works with a tape; several tapes may share parameters.
public final class Tape {
  /// What values on the tape hold instead of the tape itself: the tape holds
  /// them, through its steps and leaves.
  let link = TapeLink()
  /// Whether operations and their ways back are checked for values that are
  /// infinite or no number; slow, to find where such a value came from.
  public let checksFinite: Bool
  /// The first fault on the way back of a tape that checks.
  var fault: TensorError?
  private var steps: ContiguousArray<() -> Void> = []
  private var leaves: [ObjectIdentifier: Leaf] = [:]

  private struct Leaf {
    // Held, so that its identity stays its own.
    let parameter: Parameter
    let tensor: Tensor
  }

  /// An empty tape.
  ///
  /// - Parameter checksFinite: whether operations throw
  ///   ``TensorError/notFinite(operation:isGradient:)`` where a value first
  ///   is infinite or no number.
  public init(checksFinite: Bool = false) {
    self.checksFinite = checksFinite
    link.tape = self
  }

  /// The whole parameter, on the tape; the same tensor each time.
  public func leaf(_ parameter: Parameter) -> Tensor {
    let key = ObjectIdentifier(parameter)
    if let leaf = leaves[key] { return leaf.tensor }
    let tensor = leaf(parameter.value)
    leaves[key] = Leaf(parameter: parameter, tensor: tensor)
    return tensor
  }

  /// The values of `tensor` as a leaf; what they were computed from gets no
  /// gradient through it. A shape alone stays as it is.
  public func leaf(_ tensor: Tensor) -> Tensor {
    guard let storage = tensor.storage else { return tensor }
    return Tensor(
      tensor.shape, Storage(borrowing: storage, on: self),
      offset: tensor.offset, at: tensor.place, handle: tensor.handle)
  }

  /// Takes note of how to carry a gradient back through an operation.
  @inline(__always)
  func record(_ step: @escaping () -> Void) { steps.append(step) }

  /// Has `check` done, on the way back, right after the step recorded last.
  func recordAfterLast(_ check: @escaping (Tape) -> Void) {
    guard let last = steps.popLast() else { return }
    steps.append { [unowned self] in
      last()
      check(self)
    }
  }

  /// Carries the gradient of `loss` back to all leaves, and forgets the steps.
  ///
  /// - Parameters:
  ///   - loss: one element, on this tape.
  ///   - scale: the gradient of the loss itself, such as 1 over the number of
  ///     parts that a batch was cut into.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if it is no single
  ///   element, ``TensorError/notOnTape`` if it does not depend on a leaf,
  ///   ``TensorError/notFinite(operation:isGradient:)`` if the tape checks.
  public func backward(from loss: Tensor, scale: Float = 1) throws {
    guard loss.shape.count == 1 else {
      throw TensorError.shapes(operation: "backward", loss.shape, Shape(1))
    }
    guard loss.storage?.tape === self, let gradient = loss.gradient else {
      throw TensorError.notOnTape
    }
    gradient[0] += scale
    // Steps are dropped as they are done, and with them their values.
    while let step = steps.popLast() { step() }
    if let fault { throw fault }
  }

  /// The gradient of the parameter, or `nil` if nothing reached it.
  public func gradient(of parameter: Parameter) -> Tensor? {
    leaves[ObjectIdentifier(parameter)].flatMap { gradient(of: $0.tensor) }
  }

  /// The gradient of a tensor on the tape, or `nil` if nothing reached it.
  public func gradient(of tensor: Tensor) -> Tensor? {
    guard let storage = tensor.storage, storage.tape === self,
      let base = storage.gradientBase
    else { return nil }
    return Tensor(tensor.shape) {
      $0.update(from: base + tensor.offset, count: tensor.shape.count)
    }
  }

  /// Adds the gradient of the parameter to `sum`, which has its shape.
  ///
  /// - Parameters:
  ///   - parameter: used on this tape; one that was not adds nothing.
  ///   - range: the elements to add, in row-major order; all if not given.
  ///     Element `range.lowerBound` goes to `sum[0]`.
  ///   - sum: room for the elements of `range`.
  public func addGradient(
    of parameter: Parameter, _ range: Range<Int>? = nil,
    to sum: UnsafeMutablePointer<Float>
  ) {
    guard let leaf = leaves[ObjectIdentifier(parameter)]?.tensor,
      let base = leaf.storage?.gradientBase
    else { return }
    let range = (range ?? 0..<leaf.shape.count).clamped(
      to: 0..<leaf.shape.count)
    ck_add(base + leaf.offset + range.lowerBound, sum, range.count)
  }
}

extension Tensor {
  /// The gradient, to add to; `nil` if none is wanted.
  @inline(__always)
  var gradient: UnsafeMutablePointer<Float>? {
    guard let storage, storage.tape != nil else { return nil }
    return storage.gradient + offset
  }

  /// The same values without a way back for gradients.
  public var detached: Tensor {
    guard let storage, storage.tape != nil else { return self }
    return Tensor(shape, at: place, handle: handle, sharing: storage, offset)
  }

  private init(
    _ shape: Shape, at place: (any Place)?, handle: Handle,
    sharing storage: Storage, _ offset: Int
  ) {
    self.init(
      shape, Storage(borrowing: storage), offset: offset, at: place,
      handle: handle)
  }
}

/// Leads from values to their tape for as long as that exists.
final class TapeLink {
  weak var tape: Tape?
}
