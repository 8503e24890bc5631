import Models
import Tensors
import TestSupport
import Testing

/// Weights of other tools, under their names, give what those tools give.
struct OracleTests {
  static let names = [
    "gpt2-tiny", "llama-tiny", "bert-tiny", "vit-tiny", "vit-tiny-timm",
    "mobilebert-tiny", "mobilebert-block-tiny",
  ]

  /// Half precision in both kinds is among them.
  @Test(
    arguments: zip(
      names,
      [SafetensorsElement.f32, .bf16, .f32, .f16, .f32, .f32, .f32]))
  func filesHoldOneType(_ name: String, _ element: SafetensorsElement) throws {
    let path = "Tests/SchemesTests/Fixtures/\(name).safetensors"
    let file = try Safetensors(packageRoot.appending(path: path))
    #expect(Set(file.entries.map(\.element)) == [element])
  }

  @Test(arguments: names)
  func outputsAndLossAgree(_ name: String) throws {
    let fixture = try OracleFixture(name)
    for split in fixture.splits {
      let limit = split.scheme == "single" ? 1e-5 : 1e-4
      for batched in [false, true] {
        if try batched && !split.takesBatches() { continue }
        let found = try split.learn(
          fixture.targets, fixture.samples, through: fixture.model,
          batched: batched)
        #expect(
          relativeError(found.output, fixture.output) < limit, "\(split)")
        #expect(
          abs(Double(found.loss) - fixture.loss) < limit * fixture.loss,
          "\(split)")
      }
    }
  }

  /// The gradients come under the tool's names too, so that the tables are
  /// tested by what the weights do.
  @Test(arguments: names)
  func gradientsAgree(_ name: String) throws {
    let fixture = try OracleFixture(name)
    let all = try fixture.gradients.parameters.map { try $0.value.values() }
    // A gradient that nearly cancels out is as exact as the largest is.
    let top = all.joined().reduce(0) { max($0, abs(Double($1))) }
    for split in fixture.splits {
      let found = try split.learn(
        fixture.targets, fixture.samples, through: fixture.model,
        batched: split.takesBatches())
      for (parameter, expected) in zip(fixture.model.parameters, all) {
        let own = try #require(
          found.tape.gradient(of: parameter), "\(split): \(parameter.name)")
        if parameter.name.hasSuffix("attention.key.bias") {
          // It moves all scores of a row alike, which softmax does not see:
          // its gradient is zero, and what is left is rounding.
          for value in try own.values() + expected {
            #expect(
              abs(Double(value)) < 1e-5 * top, "\(split): \(parameter.name)")
          }
          continue
        }
        #expect(
          relativeError(
            try own.values(), expected.map(Double.init), floor: 1e-3 * top)
            < 1e-4, "\(split): \(parameter.name)")
      }
    }
  }
}
