import Foundation
import Testing

/// Points that do not fit, from a manifest to its CSV file and back.
struct MisfitRunTests {
  private let manifest = """
    experiment: fits
    model: tiny
    scheme: voltage
    platform: \(Scratch.platform)
    sweep:
      memory_shares: ["1", "1:0.001"]
    devices: 2
    tokens: 1
    weight_format: fp32
    features: 1024
    metrics: [fits, misfit, latency_s, weight_bytes]
    claims:
      - { id: half, says: "one of two fits", value: "mean(fits)", expect: 0.5, tolerance: 0, evidence: derived }

    """

  @Test func rowsWithAReason() throws {
    try Scratch.with { scratch in
      try scratch.write(manifest, to: "experiments/lab/fits.yaml")
      #expect(try scratch.run("run", "fits").status == 0)
      let first = try scratch.text("results/fits.csv")
      let rows = first.split(separator: "\n").map(String.init)
      try #require(rows.count == 3)
      #expect(rows[0].hasSuffix("seed,fits,misfit,latency_s,weight_bytes"))
      #expect(!rows[1].contains("device"))
      #expect(rows[2].contains(",0,device 1 needs "))
      #expect(rows[2].contains(" and has 8 MB,,"))
      // From the journal the same bytes come again, and from nothing too.
      #expect(try scratch.run("run", "fits").status == 0)
      #expect(try scratch.text("results/fits.csv") == first)
      let verified = try scratch.run("verify", "fits")
      #expect(verified.out == "fits: 2 rows, all the same\n")
      let claims = try scratch.run("claims")
      #expect(claims.status == 0, "\(claims.err)")
      #expect(claims.out.contains("one of two fits"))
    }
  }
}
