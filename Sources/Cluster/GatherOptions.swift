import Tensors

/// How devices that gather columns compute with what they have.
///
/// Everything but the defaults is for evaluation: it gives no gradients.
public struct GatherOptions: Sendable {
  /// What stands for a message that was lost.
  public enum Lost: String, CaseIterable, Sendable {
    /// Zeros.
    case zeros
    /// What the receiver last had, in this inference, of the same columns of
    /// the same kind of tensor; zeros where there was nothing.
    case stale
  }

  /// What the statistics of a norm are over.
  public enum Norms: String, CaseIterable, Sendable {
    /// The columns that a device has.
    case survivors
    /// All columns that were to be there, lost ones with what stands for
    /// them, as CATS's firmware does (CATS repository, fw/layernorm.c).
    case all
  }

  /// The numbers that devices compute with.
  public enum Arithmetic: String, CaseIterable, Sendable {
    /// Floats.
    case fp32
    /// Weights, messages and activations in int8, sums in int32, norms and
    /// softmax in floats (CATS repository, model/quantization.py). Values are
    /// rounded as they are computed; ``ElementFormats`` say what they weigh,
    /// and round nothing a second time.
    ///
    /// A language model brings its own scales (`Transformer.int8(_:)`). What
    /// its devices send, partial sums above all, goes by the format of
    /// messages: `int32` is exact, `int8` rounds at every hop.
    case int8
  }

  /// What stands for a message that was lost.
  public var lost = Lost.zeros
  /// What the statistics of a norm are over.
  public var norms = Norms.survivors
  /// The numbers that devices compute with.
  public var arithmetic = Arithmetic.fp32
  /// Sizes of activations, which int8 takes its scales from.
  public var calibration = Calibration()

  /// Lost messages are zeros, norms are over survivors, all in fp32.
  public init() {}

  /// Whether all is as devices are trained: fp32, zeros, survivors.
  public var areStandard: Bool {
    lost == .zeros && norms == .survivors && arithmetic == .fp32
  }
}
