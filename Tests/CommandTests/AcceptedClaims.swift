import Foundation

/// The experiment `costs` with its CSV and verdicts that were accepted.
enum AcceptedClaims {
  static let file = "results/verdicts.csv"
  static let head = "experiment,claim,verdict,before,reason\n"
  static let all =
    head + """
      costs,fit,reproduced,,first
      costs,free,reproduced by fit,,first
      costs,dear,not reproduced,,first

      """

  static func table(bytes: Int = 4096, fits: Int = 1) -> String {
    """
    scheme,devices,latency_s,air_bytes,fits
    tensor-parallel,1,0.5,0,\(fits)
    tensor-parallel,2,0.25,\(bytes),1

    """
  }

  /// Works where the claims `fit`, `free` and `dear` of `costs` are
  /// reproduced, so by fit, and not.
  static func with(
    accepted: String? = all, _ work: (Scratch) throws -> Void
  ) throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      try scratch.write(Self.table(), to: "results/costs.csv")
      if let accepted { try scratch.write(accepted, to: Self.file) }
      try work(scratch)
    }
  }
}
