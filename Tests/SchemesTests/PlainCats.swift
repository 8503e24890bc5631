import Cluster
import Foundation
import Models
import Tensors

/// The scheme `cats` in plain loops over one sample, in double precision: what
/// each device has is a dictionary of columns, and it computes from that
/// alone. Written from the description of the options, not from the library.
final class PlainCats {
  /// Rows of columns.
  typealias Matrix = [[Double]]

  /// What a device has of a gathered tensor.
  struct Had {
    /// By column, its rows.
    var columns: [Int: [Double]]
    /// Sent, but not there in any form.
    var missing: Set<Int>
  }

  let model: Transformer
  let devices: Int
  let loss: (any LossModel)?
  let sample: Int
  let options: GatherOptions
  private var round = 0
  /// By kind and device, what it last had of each column.
  private var memory: [String: [[Int: [Double]]]] = [:]

  init(
    _ model: Transformer, devices: Int, loss: (any LossModel)?, sample: Int,
    options: GatherOptions
  ) {
    self.model = model
    self.devices = devices
    self.loss = loss
    self.sample = sample
    self.options = options
  }

  var shape: ModelShape { model.shape }
  var isInt8: Bool { options.arithmetic == .int8 }

  func cut(_ count: Int) -> [Range<Int>] { partition(count, into: devices) }

  var heads: [Range<Int>] {
    cut(shape.heads).map {
      $0.lowerBound * shape.headSize..<$0.upperBound * shape.headSize
    }
  }

  // MARK: int8

  /// Steps for values of a tensor whose largest size is `largest`.
  private func steps(_ value: Double, _ largest: Double) -> Double {
    max(-128, min(127, (value * scale(largest)).rounded(.toNearestOrEven)))
  }

  private func scale(_ largest: Double) -> Double {
    largest == 0 ? 1 : 127 / largest
  }

  private func size(_ name: String) throws -> Double {
    guard let size = options.calibration.largest[name] else {
      throw TensorError.uncalibrated(name)
    }
    return Double(size)
  }

  private func rounded(_ value: Double, _ largest: Double) -> Double {
    steps(value, largest) / scale(largest)
  }

  /// A tensor as it lies on the devices.
  func settled(_ x: Matrix, _ name: String) throws -> Matrix {
    guard isInt8 else { return x }
    let size = try size(name)
    return x.map { $0.map { rounded($0, size) } }
  }

  func settled(weight: [Double]) -> [Double] {
    guard isInt8 else { return weight }
    let size = weight.map(abs).max() ?? 0
    return weight.map { rounded($0, size) }
  }

  // MARK: gathers

  /// - Parameters:
  ///   - kind: what may stand for it when it is stale; none if empty.
  ///   - rows: which rows of earlier ones these are; `nil` for all.
  func gather(
    _ x: Matrix, _ cuts: [Range<Int>], _ name: String, kind: String,
    rows: Range<Int>? = nil
  ) -> [Had] {
    defer { round += 1 }
    let mask = model.sent?.masks[name]
    return (0..<devices).map { device in
      var had = Had(columns: [:], missing: [])
      let none = [[Int: [Double]]](repeating: [:], count: devices)
      var remembered = memory[kind, default: none]
      for (sender, cut) in cuts.enumerated() {
        let comes =
          sender == device
          || loss?.loses(
            Transmission(
              sample: sample, round: round, sender: sender, receiver: device,
              packet: 0, attempt: 0)) != true
        for column in cut where sender == device || mask?[column] ?? 1 != 0 {
          if comes {
            had.columns[column] = x.map { $0[column] }
            if rows == nil {
              remembered[device][column] = had.columns[column]
            }
          } else if options.lost == .stale, !kind.isEmpty,
            let old = remembered[device][column]
          {
            had.columns[column] = rows.map { Array(old[$0]) } ?? old
          } else {
            had.missing.insert(column)
          }
        }
      }
      memory[kind] = remembered
      return had
    }
  }

  // MARK: layers

  /// Each device's outputs of a layer.
  ///
  /// - Parameter grid: the name of what was gathered.
  func product(
    _ had: [Had], _ rows: Int, grid: String, _ layer: LinearLayer,
    norm: NormLayer? = nil, outputs: [Range<Int>]? = nil
  ) throws -> Matrix {
    let outputs = outputs ?? cut(layer.weight.shape[0])
    let inputs = layer.weight.shape[1]
    let weights = try layer.weight.value.values().map(Double.init)
    let bias = try layer.bias?.value.values().map(Double.init)
    // Weights of columns that a device never has are not stored.
    var stored = 0.0
    for (device, part) in outputs.enumerated() {
      for output in part {
        for column in had[device].columns.keys.map({ $0 })
          + had[device].missing
        {
          stored = max(stored, abs(weights[output * inputs + column]))
        }
      }
    }
    let input = isInt8 ? try size(norm?.gain.name ?? grid) : 0
    var made = Matrix(
      repeating: [Double](repeating: 0, count: layer.weight.shape[0]),
      count: rows)
    for (device, part) in outputs.enumerated() {
      for row in 0..<rows {
        var seen = had[device].columns.mapValues { values in
          isInt8 ? rounded(values[row], (try? size(grid)) ?? 0) : values[row]
        }
        if let norm {
          seen = try normed(seen, had[device].missing, norm, device)
        }
        for output in part {
          if isInt8 {
            // Whole numbers below 2^53 are exact.
            let scale = scale(input) * scale(stored)
            var sum = ((bias?[output] ?? 0) * scale)
              .rounded(.toNearestOrEven)
            for (column, value) in seen {
              sum +=
                steps(value, input)
                * steps(weights[output * inputs + column], stored)
            }
            made[row][output] = sum / scale
          } else {
            made[row][output] =
              seen.reduce(bias?[output] ?? 0) {
                $0 + $1.value * weights[output * inputs + $1.key]
              }
          }
        }
      }
    }
    return made
  }

  private func normed(
    _ seen: [Int: Double], _ missing: Set<Int>, _ norm: NormLayer,
    _ device: Int
  ) throws -> [Int: Double] {
    let all = try norm.gain.value.values()
    let columns = norm.gain.shape.columns
    let copy = all.count > columns ? device * columns : 0
    let shifts = try norm.shift?.value.values() ?? []
    var counted = seen
    if options.norms == .all { for column in missing { counted[column] = 0 } }
    let count = Double(max(1, counted.count))
    let mean = counted.values.reduce(0, +) / count
    let style = norm.style
    let squares = counted.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let divisor = max(1, count - (style.isUnbiased ? 1 : 0))
    let root =
      (squares / divisor + Double(style.epsilon)).squareRoot()
      + Double(style.rootEpsilon)
    func behind(_ centred: Double, _ column: Int) -> Double {
      let (gain, shift) = (
        Double(all[copy + column]), Double(shifts[copy + column])
      )
      return style.shiftsFirst
        ? (centred + shift) * gain : centred * gain + shift
    }
    var made: [Int: Double] = [:]
    for (column, value) in counted {
      made[column] = behind((value - mean) / root, column)
    }
    // What was lost is zero before gain and shift in CATS, behind them else.
    if options.norms == .survivors, style == .cats {
      for column in missing { made[column] = behind(0, column) }
    }
    return made
  }
}
