import Diagnostics
import TestBasics
import Testing

@testable import Platforms

/// What is said about input that cannot be computed.
struct AirCompErrorTests {
  private static func matrices(_ sizes: [(Int, Int)]) -> [ComplexMatrix] {
    sizes.enumerated().map {
      randomMatrix($1.0, $1.1, seed: UInt64($0))
    }
  }

  private static func fading(
    antennas: (Int, Int) = (4, 2), gains: [Double] = [1], factor: Double = 0
  ) throws -> RicianFading {
    try RicianFading(
      serverAntennas: antennas.0, deviceAntennas: antennas.1, pathGains: gains,
      factor: factor, seed: 0)
  }

  private static func budget(_ layers: [Double]) throws -> EnergyBudget {
    try EnergyBudget(
      devices: layers.map { .init(totalJoules: 0.5, wholeLayerJoules: $0) },
      entries: 4096)
  }

  private static func problem(
    _ sizes: [(Int, Int)] = [(4, 2), (4, 2)], weights: [Double] = [1, 1],
    streams: Int = 2
  ) throws -> AggregationProblem {
    try AggregationProblem(
      channels: matrices(sizes), weights: weights, streams: streams)
  }

  /// A device that reaches the server over one path only.
  private static func singular() throws -> AggregationProblem {
    let column = randomMatrix(4, 1, seed: 1)
    let row = randomMatrix(1, 2, seed: 2)
    return try AggregationProblem(
      channels: matrices([(4, 2)]) + [column * row], weights: [1, 1], streams: 2
    )
  }

  struct Case: CustomStringConvertible {
    var words: String
    var body: () throws -> Void
    init(_ words: String, _ body: @escaping () throws -> Void) {
      (self.words, self.body) = (words, body)
    }
    var description: String { words }
  }

  @Test func table() {
    let cases = [
      Case("3 streams cannot be sent at once by 2 antennas to 4 antennas") {
        _ = try Self.problem(streams: 3)
      },
      Case("expected: 1 to 2 streams") { _ = try Self.problem(streams: 0) },
      Case("weights: 1\n  expected: 2") {
        _ = try Self.problem(weights: [1])
      },
      Case("the weight of device 1 is 0.0") {
        _ = try Self.problem(weights: [1, 0])
      },
      Case("the weight of device 0 is inf") {
        _ = try Self.problem(weights: [.infinity, 1])
      },
      Case("the weight of device 0 is nan") {
        _ = try Self.problem(weights: [.nan, 1])
      },
      Case("rows of the channel of device 1: 5") {
        _ = try Self.problem([(4, 2), (5, 2)])
      },
      Case("columns of the channel of device 1: 3") {
        _ = try Self.problem([(4, 2), (4, 3)])
      },
      Case("channels: 0") { _ = try Self.problem([], weights: []) },
      Case("the channel of device 0 is singular") {
        _ = try AggregationProblem(
          channels: [ComplexMatrix(rows: 4, columns: 2)], weights: [1],
          streams: 2)
      },
      Case("the channel gain of device 0 is inf") {
        _ = try AggregationProblem(
          channels: [
            ComplexMatrix(rows: 4, columns: 2) { _, _ in Complex(1e200) }
          ], weights: [1], streams: 2)
      },
      Case("the server's antennas is 65.0") {
        _ = try Self.fading(antennas: (65, 2))
      },
      Case("a device's antennas is 0.0") {
        _ = try Self.fading(antennas: (4, 0))
      },
      Case("the path gain of device 1 is -1.0") {
        _ = try Self.fading(gains: [1, -1])
      },
      Case("the Rician factor is nan") { _ = try Self.fading(factor: .nan) },
      Case("devices: 0") { _ = try Self.fading(gains: []) },
      // 0.5 J there, 0.75 J needed.
      Case(
        "computing its share alone takes 150 % of the energy of device 1"
      ) { _ = try Self.budget([0.1, 1.5]).weights(shares: [0.5, 0.5]) },
      Case("takes 100 % of the energy of device 0") {
        _ = try Self.budget([0.5]).weights(shares: [1])
      },
      Case("the share of device 0 is -0.1") {
        _ = try Self.budget([0.5]).weights(shares: [-0.1])
      },
      Case("shares: 2\n  expected: 1") {
        _ = try Self.budget([0.5]).weights(shares: [0.5, 0.5])
      },
      Case("the computing energy of device 0 is -1.0") {
        _ = try Self.budget([-1])
      },
      Case("the computing energy of device 0 is 0.0") {
        _ = try ModelAssignment.inverseEnergy.shares(
          for: Self.budget([0, 1]), over: Self.fading(gains: [1, 1]), streams: 2
        )
      },
      Case("the devices together can compute only 0.49 of the model") {
        _ = try ModelAssignment.successiveConvex.shares(
          for: Self.budget([2, 2]), over: Self.fading(gains: [1, 1]), streams: 2
        )
      },
      Case("path gains: 1\n  expected: 2") {
        _ = try ModelAssignment.successiveConvex.shares(
          for: Self.budget([0.1, 0.1]), over: Self.fading(), streams: 2)
      },
      Case("takes 250 % of the energy of device 0") {
        _ = try ModelAssignment.uniform.shares(
          for: Self.budget([2.5, 0.1]), over: Self.fading(gains: [1, 1]),
          streams: 2)
      },
      Case("the relaxation is defined only for as many streams") {
        _ = try TransceiverDesign.relaxation(Self.problem(streams: 1))
      },
      Case("2 streams instead of 1") {
        _ = try LowerBound(of: Self.problem(streams: 1))
      },
      Case("randomizations is -1.0") {
        var options = TransceiverDesign.Options()
        options.randomizations = -1
        _ = try TransceiverDesign.relaxation(Self.problem(), options)
      },
      Case("steps of refinement is -1.0") {
        var options = TransceiverDesign.Options()
        options.refinement.iterations = -1
        _ = try TransceiverDesign.centroidRefined(Self.problem(), options)
      },
      Case("the proximal weight is 0.0") {
        var settings = SuccessiveConvexApproximation()
        settings.proximalWeight = 0
        _ = try settings.path(
          for: Self.budget([0.1]), over: Self.fading(), streams: 2)
      },
      Case("iterations is -1.0") {
        var settings = SuccessiveConvexApproximation()
        settings.iterations = -1
        _ = try settings.path(
          for: Self.budget([0.1]), over: Self.fading(), streams: 2)
      },
      Case("no transceiver design is called 'centroid-refind'") {
        _ = try TransceiverDesign(named: "centroid-refind")
      },
      Case("did you mean 'inverse-energy'") {
        _ = try ModelAssignment(named: "inverse-enrgy")
      },
      Case("the signal-to-noise ratio is 0.0") {
        _ = try randomMatrix(3, 2, seed: 0).spectralEfficiency(
          signalToNoise: 0)
      },
      Case("rows of the beamformer: 3") {
        _ = try Transceiver(
          forcing: randomMatrix(3, 2, seed: 0), in: Self.problem())
      },
      Case("a received stream vanishes") {
        _ = try Transceiver(
          forcing: ComplexMatrix(rows: 4, columns: 2), in: Self.problem())
      },
      Case("return code 4\n  expected: 0") {
        throw AirCompError.solver(code: 4)
      },
      Case("stopped at a relative gap of 0.1\n  remedy: take CSDP") {
        throw AirCompError.barrier(relativeGap: 0.1)
      },
      Case("LAPACK's zheev failed with code 3") {
        throw AirCompError.decomposition("zheev", code: 3)
      },
      Case("a received stream vanishes") {
        let g = randomMatrix(4, 1, seed: 0) * randomMatrix(1, 2, seed: 1)
        _ = try Transceiver(forcing: g, in: Self.problem())
      },
      Case("the channel of device 1 is singular") {
        _ = try UncodedFDMA(of: Self.singular())
      },
    ]
    for item in cases {
      let text = complaint(item.body)
      #expect(text.contains(item.words), "\(item.words)\n\(text)")
    }
  }

  /// No design gives anything on a singular channel but an error that says
  /// so, and none gives NaN.
  @Test(arguments: TransceiverDesign.allCases)
  func singularChannels(_ design: TransceiverDesign) throws {
    let problem = try Self.singular()
    for solver in SemidefiniteSolver.allCases {
      var options = TransceiverDesign.Options()
      options.solver = solver
      let text = complaint { _ = try design(problem, options) }
      #expect(
        text.contains("singular") || text.contains("CSDP did not solve"),
        "\(design) \(text)")
    }
  }
}
