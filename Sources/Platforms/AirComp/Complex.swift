import Foundation

/// A complex number in double precision; two doubles in memory, as LAPACK
/// wants them.
public struct Complex: Equatable, Sendable {
  /// Real part.
  public var real: Double
  /// Imaginary part.
  public var imaginary: Double

  /// A number from its parts.
  @inline(__always)
  public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// `exp(j angle)`, the angle in radians.
  init(angle: Double) { self.init(cos(angle), sin(angle)) }

  static let zero = Complex(0)

  /// The number with its imaginary part turned round.
  @inline(__always)
  public var conjugate: Complex { Complex(real, -imaginary) }

  /// The squared magnitude.
  @inline(__always)
  public var squaredMagnitude: Double { real * real + imaginary * imaginary }

  @inline(__always)
  static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }

  @inline(__always)
  static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }

  @inline(__always)
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary,
      a.real * b.imaginary + a.imaginary * b.real)
  }

  @inline(__always)
  static func * (a: Double, b: Complex) -> Complex {
    Complex(a * b.real, a * b.imaginary)
  }

  @inline(__always)
  static func += (a: inout Complex, b: Complex) { a = a + b }

  @inline(__always)
  static func -= (a: inout Complex, b: Complex) { a = a - b }
}
