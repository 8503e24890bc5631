/// Who holds which columns of a tensor, what is sent of them, and to whom it
/// came.
public struct GatherLayout {
  /// The columns of each device, one after another.
  public let cuts: [Range<Int>]
  /// 1 for a column that is sent to the others, else 0; `nil` if all are.
  public let sent: [Float]?
  /// `samples x receivers x senders`, 1 where the message came, with 1 for
  /// what a device has from itself; `nil` if all came.
  public let heard: [Float]?

  /// A layout; counts are checked where it meets a tensor.
  public init(cuts: [Range<Int>], sent: [Float]? = nil, heard: [Float]? = nil) {
    self.cuts = cuts
    self.sent = sent
    self.heard = heard
  }

  /// How many devices.
  public var devices: Int { cuts.count }
  /// All columns.
  public var columns: Int { cuts.last?.upperBound ?? 0 }

  /// Runs of columns that a device sends.
  func runs(of sender: Int) -> [Range<Int>] {
    guard let sent else { return cuts[sender].isEmpty ? [] : [cuts[sender]] }
    var runs: [Range<Int>] = []
    for column in cuts[sender] where sent[column] != 0 {
      if let last = runs.last, last.upperBound == column {
        runs[runs.count - 1] = last.lowerBound..<column + 1
      } else {
        runs.append(column..<column + 1)
      }
    }
    return runs
  }
}

/// LayerNorm by each device over the columns that it has.
public struct GatherNorm {
  /// `columns`, or `devices x columns`: one factor a column.
  public let gain: Tensor
  /// One term a column, likewise.
  public let shift: Tensor
  /// The variant.
  public let style: LayerNormStyle
  /// Whether a lost column, like a column of zeros behind the norm, still
  /// gives its shift; one that is not sent never does.
  public let lostKeepShift: Bool

  /// A norm from its parts.
  public init(
    gain: Tensor, shift: Tensor, style: LayerNormStyle, lostKeepShift: Bool
  ) {
    self.gain = gain
    self.shift = shift
    self.style = style
    self.lostKeepShift = lostKeepShift
  }
}
