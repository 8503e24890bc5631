import Models
import Tensors

extension Transformer {
  /// How large the tensors of a language model become on texts that it samples
  /// itself at temperature 1, on one device in fp32: what its int8 scales are
  /// made of.
  ///
  /// Where a text ends another begins, until ``calibrationTokens`` are seen.
  /// The texts are others than those that models are judged on.
  ///
  /// - Throws: ``ModelError/int8(model:)`` unless it is a language model, and
  ///   what decoding throws.
  func textCalibration() throws -> Calibration {
    let log = Int8Log()
    let watched = try watched(by: log)
    let length = min(Self.calibrationLength, shape.context)
    var (seen, text) = (0, UInt64(0))
    while seen < Self.calibrationTokens {
      // "scal"; ReferenceTexts counts its seeds from "text".
      var sampler = Sampler(temperature: 1, seed: 0x7363_616C + text)
      let steps = min(length, Self.calibrationTokens - seen)
      seen += max(
        1, try ReferenceTexts.text(watched, steps, &sampler).count)
      text += 1
    }
    return log.calibration
  }

  /// Tokens that scales are taken from.
  static let calibrationTokens = 1024
  /// Tokens of a text at most.
  static let calibrationLength = 128
}
