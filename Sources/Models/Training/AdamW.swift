import Foundation
import Tensors

/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), as
/// PyTorch's AdamW computes it.
public final class AdamW: Optimizer {
  /// The parameters, group by group.
  public let parameters: [Parameter]
  /// Steps done so far.
  public private(set) var stepCount = 0
  private let decays: [Double]
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let layout: ParameterLayout
  private let means: FloatBuffer
  private let squares: FloatBuffer

  /// An optimizer that has seen nothing yet.
  ///
  /// - Parameters:
  ///   - groups: all parameters, each in one group.
  ///   - beta1: how slowly the mean of the gradient moves.
  ///   - beta2: how slowly the mean of its square moves.
  ///   - epsilon: added to the root of the latter.
  public init(
    _ groups: [ParameterGroup], beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    parameters = groups.flatMap(\.parameters)
    decays = groups.flatMap { group in
      group.parameters.map { _ in group.decay }
    }
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    layout = ParameterLayout(parameters)
    means = FloatBuffer(count: layout.count)
    squares = FloatBuffer(count: layout.count)
  }

  /// One step; the order of operations is PyTorch's.
  public func step(_ gradients: Gradients, rate: Double, workers: Int) {
    stepCount += 1
    let count = Double(stepCount)
    let step = AdamWStep(
      step: Float(rate / (1 - pow(beta1, count))),
      root: Float((1 - pow(beta2, count)).squareRoot()),
      b1: Float(1 - beta1), b2: Float(beta2), c2: Float(1 - beta2),
      small: Float(epsilon))
    layout.forEach(over: workers) { _, piece in
      let at = piece.range.lowerBound
      let gradient = gradients.pointer(piece.parameter) + at
      let keep = Float(1 - rate * decays[piece.parameter])
      parameters[piece.parameter].update { values in
        step(
          gradient, means.base + piece.start, squares.base + piece.start,
          values + at, keep: keep, count: piece.range.count)
      }
    }
  }

  /// Both means of every parameter.
  public var state: [(name: String, values: [Float])] {
    layout.parts("mean", of: means, parameters)
      + layout.parts("square", of: squares, parameters)
  }

  /// Takes up what another left off with.
  public func restore(_ state: [String: [Float]], stepCount: Int) throws {
    let means = try parameters.map { try $0.part("mean", of: state) }
    let squares = try parameters.map { try $0.part("square", of: state) }
    layout.put(means, in: self.means)
    layout.put(squares, in: self.squares)
    self.stepCount = stepCount
  }
}

/// The numbers of one step.
private struct AdamWStep {
  let step: Float
  let root: Float
  let b1: Float
  let b2: Float
  let c2: Float
  let small: Float

  /// Changes elements one by one: g is the gradient, m and v are the means of
  /// it and of its square, x the values, of which `keep` is kept.
  ///
  /// By eight, since compilers leave roots and quotients one by one.
  func callAsFunction(
    _ g: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>,
    _ v: UnsafeMutablePointer<Float>, _ x: UnsafeMutablePointer<Float>,
    keep: Float, count: Int
  ) {
    let whole = count / 8 * 8
    for i in stride(from: 0, to: whole, by: 8) {
      let g = eight(g + i)
      let mean = eight(m + i) + b1 * (g - eight(m + i))
      let square = eight(v + i) * b2 + c2 * g * g
      let length = square.squareRoot() / root + small
      let value = eight(x + i) * keep - step * (mean / length)
      UnsafeMutableRawPointer(m + i).storeBytes(of: mean, as: Eight.self)
      UnsafeMutableRawPointer(v + i).storeBytes(of: square, as: Eight.self)
      UnsafeMutableRawPointer(x + i).storeBytes(of: value, as: Eight.self)
    }
    for i in whole..<count {
      m[i] += b1 * (g[i] - m[i])
      v[i] = v[i] * b2 + c2 * g[i] * g[i]
      let length = v[i].squareRoot() / root + small
      x[i] = x[i] * keep - step * (m[i] / length)
    }
  }
}

private typealias Eight = SIMD8<Float>

@inline(__always)
private func eight(_ pointer: UnsafePointer<Float>) -> Eight {
  UnsafeRawPointer(pointer).loadUnaligned(as: Eight.self)
}
