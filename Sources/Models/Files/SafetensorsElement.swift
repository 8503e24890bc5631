/// The types of elements that safetensors knows.
public enum SafetensorsElement: String, CaseIterable, Sendable {
  /// One byte, 0 or 1.
  case bool = "BOOL"
  /// Unsigned byte.
  case u8 = "U8"
  /// Signed byte.
  case i8 = "I8"
  /// Float of 8 bits, 5 of them exponent; read only by name.
  case f8e5m2 = "F8_E5M2"
  /// Float of 8 bits, 4 of them exponent; read only by name.
  case f8e4m3 = "F8_E4M3"
  /// Integer of 16 bits.
  case i16 = "I16"
  /// Unsigned integer of 16 bits.
  case u16 = "U16"
  /// IEEE half precision.
  case f16 = "F16"
  /// The upper half of single precision.
  case bf16 = "BF16"
  /// Integer of 32 bits.
  case i32 = "I32"
  /// Unsigned integer of 32 bits.
  case u32 = "U32"
  /// IEEE single precision.
  case f32 = "F32"
  /// Integer of 64 bits.
  case i64 = "I64"
  /// Unsigned integer of 64 bits.
  case u64 = "U64"
  /// IEEE double precision; rounded to single on reading.
  case f64 = "F64"

  /// Bytes of one element.
  public var bytes: Int {
    switch self {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .i64, .u64, .f64: 8
    }
  }

  /// The outcome of a conversion: done, or the first integer that fp32
  /// cannot hold, with its element.
  enum Conversion {
    case done
    case impossible
    case inexact(String, Int)
  }

  /// Converts `count` elements at `from` to fp32 at `to`.
  func convert(
    _ from: UnsafeRawBufferPointer, count: Int,
    to: UnsafeMutablePointer<Float>
  ) -> Conversion {
    func floats(_ value: (Int) -> Float) -> Conversion {
      for i in 0..<count { to[i] = value(i) }
      return .done
    }
    func integers<I: FixedWidthInteger>(_ type: I.Type) -> Conversion {
      for i in 0..<count {
        let value = from.little(i * MemoryLayout<I>.size, as: type)
        guard let exact = Float(exactly: value) else {
          return .inexact("\(value)", i)
        }
        to[i] = exact
      }
      return .done
    }
    switch self {
    case .f32:
      return floats {
        Float(bitPattern: from.little(4 * $0, as: UInt32.self))
      }
    case .f64:
      return floats {
        Float(Double(bitPattern: from.little(8 * $0, as: UInt64.self)))
      }
    case .f16:
      return floats { float(half: from.little(2 * $0, as: UInt16.self)) }
    case .bf16:
      return floats {
        Float(bitPattern: UInt32(from.little(2 * $0, as: UInt16.self)) << 16)
      }
    case .bool, .u8: return integers(UInt8.self)
    case .i8: return integers(Int8.self)
    case .i16: return integers(Int16.self)
    case .u16: return integers(UInt16.self)
    case .i32: return integers(Int32.self)
    case .u32: return integers(UInt32.self)
    case .i64: return integers(Int64.self)
    case .u64: return integers(UInt64.self)
    case .f8e5m2, .f8e4m3: return .impossible
    }
  }
}

/// The value of IEEE half-precision bits; exact. By hand, because not every
/// platform has `Float16`.
func float(half bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let exponent = UInt32(bits >> 10) & 0x1F
  let fraction = UInt32(bits & 0x3FF)
  switch exponent {
  case 0:
    let size = Float(fraction) * 0x1p-24
    return sign == 0 ? size : -size
  case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
  default:
    return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}
