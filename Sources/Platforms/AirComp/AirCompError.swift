import Diagnostics

/// What can go wrong between a channel and a sum over the air.
public enum AirCompError: Error, Equatable {
  /// A number that must be finite and within bounds, and is not.
  case number(String, Double, expected: String)
  /// Lists or matrices whose sizes do not fit together.
  case size(String, Int, expected: Int)
  /// More streams at once than the smaller antenna array can tell apart.
  case streams(Int, serverAntennas: Int, deviceAntennas: Int)
  /// An algorithm that needs a stream for each antenna of a device.
  case fewStreams(String, streams: Int, deviceAntennas: Int)
  /// A device whose share of the computing alone takes its whole energy.
  case budget(device: Int, lackingJoules: Double, ofJoules: Double)
  /// A channel that carries fewer streams than asked for; `nil` if the
  /// receiver is what cannot tell the streams of all devices apart.
  case singular(device: Int?)
  /// A LAPACK function that failed.
  case decomposition(String, code: Int)
  /// CSDP did not solve a program.
  case solver(code: Int)
  /// The barrier method stopped before its tolerance.
  case barrier(relativeGap: Double)
  /// Largest shares of the model that together hold less than all of it.
  case caps(sum: Double)
  /// A name that no algorithm has.
  case name(String, kind: String, known: [String])
}

extension AirCompError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .number(let what, let value, let expected):
      Diagnosis("\(what) is \(value)", expected: expected, exit: .usage)
    case .size(let what, let size, let expected):
      Diagnosis("\(what): \(size)", expected: "\(expected)", exit: .usage)
    case .streams(let streams, let server, let device):
      Diagnosis(
        "\(counted(streams, "stream")) cannot be sent at once by "
          + "\(counted(device, "antenna")) to \(counted(server, "antenna"))",
        expected: "1 to \(min(server, device)) streams",
        remedy: "send fewer streams or add antennas", exit: .usage)
    case .fewStreams(let what, let streams, let device):
      Diagnosis(
        "\(what) is defined only for as many streams as a device has antennas",
        expected: "\(counted(device, "stream")) instead of \(streams)",
        remedy: "set streams to the antennas of a device, or take "
          + "'\(TransceiverDesign.centroidRefined.rawValue)'", exit: .usage)
    case .budget, .caps: energyDiagnosis
    case .singular, .decomposition, .solver, .barrier: numericalDiagnosis
    case .name(let name, let kind, let known):
      Diagnosis(
        "no \(kind) is called '\(name)'",
        expected: known.joined(separator: ", "),
        remedy: didYouMean(name, among: known), exit: .usage)
    }
  }

  private var energyDiagnosis: Diagnosis {
    switch self {
    case .budget(let device, let lacking, let budget):
      Diagnosis(
        "computing its share alone takes "
          + Human.text(100 * (1 + lacking / budget), unit: "%") + " of the "
          + "energy of device \(device)",
        expected: "something left to send with",
        remedy: "give the device a smaller share or more energy", exit: .usage)
    case .caps(let sum):
      Diagnosis(
        "the devices together can compute only \(sum) of the model",
        expected: "largest shares that sum to 1 or more",
        remedy: "add devices or energy", exit: .usage)
    default: Diagnosis("\(self)", exit: .software)
    }
  }

  private var numericalDiagnosis: Diagnosis {
    switch self {
    case .singular(let device?):
      Diagnosis(
        "the channel of device \(device) is singular: it carries fewer streams "
          + "than asked for",
        remedy: "send fewer streams, or lower the Rician factor")
    case .singular(nil):
      Diagnosis(
        "no zero forcing is possible: a received stream vanishes",
        remedy: "send fewer streams, or take another transceiver design")
    case .decomposition(let name, let code):
      Diagnosis(
        "LAPACK's \(name) failed with code \(code)",
        remedy: "check that OpenBLAS has LAPACK, and the channel's scale",
        exit: .software)
    case .solver(let code):
      Diagnosis(
        "CSDP did not solve the relaxation: return code \(code)",
        expected: "0",
        remedy: "take the barrier solver, or check the scale of the weights")
    case .barrier(let gap):
      Diagnosis(
        "the barrier method stopped at a relative gap of \(gap)",
        remedy: "take CSDP, or check the scale of the weights")
    default: Diagnosis("\(self)", exit: .software)
    }
  }
}
