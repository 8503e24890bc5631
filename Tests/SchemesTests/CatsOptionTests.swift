import Cluster
import Models
import Tensors
import TestSupport
import Testing

@testable import Schemes

/// What devices of `cats` may do about lost messages, and in int8.
struct CatsOptionTests {
  private static let seeds = 0..<UInt64(120)

  private static let choices: [(GatherOptions.Lost, GatherOptions.Norms)] = [
    (.zeros, .survivors), (.stale, .survivors), (.zeros, .all), (.stale, .all),
  ]

  /// Options, in int8 with what a pass without loss calibrates.
  private func options(
    _ test: CatsCase, _ lost: GatherOptions.Lost = .zeros,
    _ norms: GatherOptions.Norms = .survivors, int8: Bool = false
  ) throws -> GatherOptions {
    var options = GatherOptions()
    options.lost = lost
    options.norms = norms
    if int8 {
      options.arithmetic = .int8
      options.calibration = try Cats().calibration(
        of: test.model, devices: test.devices, on: Pass(vectors: test.vectors))
    }
    return options
  }

  /// Device by device with nothing special, it is one call for all.
  @Test func deviceByDeviceIsOneCallForAll() throws {
    for seed in Self.seeds {
      for prunes in [false, true] {
        let test = try CatsCase(seed: seed, ownNorms: true, prunes: prunes)
        for loss in [nil, test.loss] {
          var options = ClusterOptions()
          options.loss = loss
          let cluster = try Cluster(devices: test.devices, options: options)
          cluster.begin(samples: test.samples)
          let found = try Cats().forward(
            Pass(vectors: test.vectors), through: test.model, on: cluster,
            by: CatsDevices(cluster))
          let expected = try test.tell(Cats(), loss: loss)
          #expect(
            relativeError(try found.values(), try expected.told.values())
              < 1e-4, "\(test)")
          #expect(cluster.trace == expected.trace, "\(test)")
        }
      }
    }
  }

  /// Against plain loops: lost messages, pruned columns, norms of their own.
  @Test(arguments: 0..<4)
  func itIsWhatThePlainLoopsSay(_ choice: Int) throws {
    let (lost, norms) = Self.choices[choice]
    var changed = 0
    for seed in Self.seeds {
      let test = try CatsCase(
        seed: seed, ownNorms: true, prunes: seed % 2 == 0)
      let options = try options(test, lost, norms)
      let found = try test.told(options, loss: test.loss)
      let expected = try test.plain(options, loss: test.loss)
      #expect(relativeError(found, expected) < 1e-4, "\(test)")
      if relativeError(found, try test.told(GatherOptions(), loss: test.loss))
        > 1e-3
      {
        changed += 1
      }
    }
    // Each option reaches the values, the usual ones do not.
    #expect(choice == 0 ? changed == 0 : changed > 50)
  }

  /// A flip of one step somewhere moves what follows, so values are near, not
  /// equal; on average they are much nearer than int8 is to fp32.
  @Test(arguments: 0..<4)
  func int8IsWhatThePlainLoopsSay(_ choice: Int) throws {
    let (lost, norms) = Self.choices[choice]
    var (near, far) = (0.0, 0.0)
    var equal = 0
    for seed in Self.seeds.prefix(60) {
      let test = try CatsCase(
        seed: seed, ownNorms: true, prunes: seed % 2 == 0)
      let options = try options(test, lost, norms, int8: true)
      let loss = seed % 3 == 0 ? nil : test.loss
      let found = try test.told(options, loss: loss)
      let expected = try test.plain(options, loss: loss)
      let inFloats = try test.plain(
        try self.options(test, lost, norms), loss: loss)
      let error = relativeError(found, expected)
      #expect(error < 0.1, "\(test)")
      near += error
      far += relativeError(found, inFloats)
      if error < 1e-5 { equal += 1 }
    }
    #expect(near < 0.2 * far, "\(near) against \(far)")
    #expect(equal > 25, "\(equal)")
  }

  /// Bit for bit: int8 does not depend on how many devices there are, where
  /// all is sent and nothing lost.
  @Test func int8IsTheSingleDevice() throws {
    var rounded = 0
    for seed in Self.seeds {
      let test = try CatsCase(seed: seed)
      let options = try options(test, int8: true)
      let alone = try test.told(options, devices: 1).map(\.bitPattern)
      for devices in 2...max(2, test.shape.heads)
      where devices <= test.shape.heads {
        let several = try test.told(options, devices: devices)
        #expect(
          several.map(\.bitPattern) == alone, "\(test), not \(devices)")
        // Nor do the scales.
        #expect(
          try Cats().calibration(
            of: test.model, devices: devices, on: Pass(vectors: test.vectors))
            == options.calibration)
      }
      if try test.told(GatherOptions(), devices: 1).map(\.bitPattern) != alone {
        rounded += 1
      }
    }
    #expect(rounded > 100)
  }

  /// A sample remembers and loses what it would alone.
  @Test func aBatchIsItsSamples() throws {
    for seed in Self.seeds.prefix(50) {
      let test = try CatsCase(seed: seed, ownNorms: true, prunes: true)
      for (lost, norms) in Self.choices {
        for int8 in [false, true] {
          let options = try options(test, lost, norms, int8: int8)
          let batch = try test.told(options, loss: test.loss)
          let alone = try test.samples.indices.flatMap {
            try test.told(options, loss: test.loss, sample: $0)
          }
          #expect(
            int8 ? batch == alone : relativeError(batch, alone) < 1e-5,
            "\(test), \(lost), \(norms), int8 \(int8)")
        }
      }
    }
  }

  /// With nothing lost there is nothing stale; with all lost, nothing to be.
  @Test func staleNeedsSomethingOlder() throws {
    for seed in Self.seeds.prefix(60) {
      let test = try CatsCase(seed: seed, ownNorms: true, prunes: true)
      let total = IndependentLoss(probability: 1, seed: seed)
      for loss in [nil, total] as [(any LossModel)?] {
        for norms in GatherOptions.Norms.allCases {
          let stale = try test.told(options(test, .stale, norms), loss: loss)
          let zeros = try test.told(options(test, .zeros, norms), loss: loss)
          // One call for all devices adds in another order.
          #expect(
            norms == .all ? stale == zeros : relativeError(stale, zeros) < 1e-4,
            "\(test)")
        }
      }
    }
  }

  /// Options change no message, and shapes leave the same trace.
  @Test func theTraceIsTheSame() throws {
    for seed in Self.seeds.prefix(60) {
      let test = try CatsCase(seed: seed, ownNorms: true, prunes: true)
      let usual = try test.tell(Cats(), loss: test.loss, sample: 0).trace
      for (lost, norms) in Self.choices {
        for int8 in [false, true] {
          var options = ClusterOptions()
          options.loss = test.loss
          options.gathers = try self.options(test, lost, norms, int8: int8)
          let values = try Cluster(devices: test.devices, options: options)
          let shapes = try Cluster(devices: test.devices, options: options)
          let blank = try Transformer(shapesOnly: test.shape)
          blank.sent = test.model.sent
          let pass = Pass(vectors: try test.vectors(of: 0))
          for (cluster, model, pass) in [
            (values, test.model, pass),
            (
              shapes, blank, test.shape.blankPass(count: test.vectors.shape[1])
            ),
          ] {
            cluster.begin(sample: test.samples[0])
            let told = try Cats().forward(pass, through: model, on: cluster)
            #expect(told.hasValues == (cluster === values))
            #expect(cluster.trace == usual, "\(test)")
          }
        }
      }
    }
  }

  /// Formats say what int8 values weigh; they are not rounded twice.
  @Test func formatsRoundNothingTwice() throws {
    for seed in Self.seeds.prefix(40) {
      let test = try CatsCase(seed: seed, ownNorms: true, prunes: true)
      let gathers = try options(test, .stale, int8: true)
      let bare = try test.told(gathers, loss: test.loss)
      var options = ClusterOptions()
      options.loss = test.loss
      options.gathers = gathers
      options.formats = ElementFormats(
        weights: .int8, activations: .int8, messages: .int8)
      let cluster = try Cluster(devices: test.devices, options: options)
      cluster.begin(samples: test.samples)
      let told = try Cats().forward(
        Pass(vectors: test.vectors), through: test.model, on: cluster)
      #expect(try told.values() == bare, "\(test)")
      // A byte an element.
      let bytes = cluster.trace.messages.reduce(0) { $0 + $1.payloadBytes }
      let usual = try test.tell(Cats(), loss: test.loss).trace.messages
        .reduce(0) { $0 + $1.payloadBytes }
      #expect(4 * bytes == usual, "\(test)")
    }
  }

  /// Without scales int8 says so, and what for.
  @Test func int8NeedsACalibration() throws {
    let test = try CatsCase(seed: 1)
    var options = GatherOptions()
    options.arithmetic = .int8
    #expect(throws: TensorError.uncalibrated("input")) {
      try test.told(options)
    }
    #expect(throws: ClusterError.gradients) {
      var all = ClusterOptions()
      all.gathers = options
      _ = try Cluster(devices: 2, options: all, tape: Tape())
    }
  }

  /// Every tensor of a run has a name of its own, and a size.
  @Test func aCalibrationKnowsEveryTensor() throws {
    let shape = try ModelFile(file: modelFile("cats-verytiny-d8")).shape
    let model = try randomModel(shape, seed: 3)
    var random = RandomStream(seed: 4)
    let pass = Pass(vectors: try random.tensor(Shape(2, 5, 32)))
    let calibration = try Cats().calibration(
      of: model, devices: 8, on: pass)
    // Two norms, Q, K, V, heads, output, sum, up, down, sum a block; input,
    // three layers, sum and states; the norm, three layers and the sum.
    #expect(calibration.largest.count == 6 * 11 + 6 + 5)
    #expect(calibration.largest.values.allSatisfy { $0 > 0 })
  }
}

extension CatsCase {
  /// One sample alone.
  func vectors(of sample: Int) throws -> Tensor {
    let rows = vectors.shape[1]
    return try vectors.rows(sample * rows..<(sample + 1) * rows)
  }

  /// What `cats` tells with these options.
  func told(
    _ gathers: GatherOptions, devices: Int? = nil,
    loss: (any LossModel)? = nil, sample: Int? = nil
  ) throws -> [Float] {
    var options = ClusterOptions()
    options.loss = loss
    options.gathers = gathers
    options.recordsTrace = false
    let cluster = try Cluster(
      devices: devices ?? self.devices, options: options)
    cluster.begin(samples: sample.map { [samples[$0]] } ?? samples)
    return try Cats().forward(
      Pass(vectors: sample.map(vectors(of:)) ?? vectors), through: model,
      on: cluster
    ).values()
  }

  /// The same in plain loops.
  func plain(_ options: GatherOptions, loss: (any LossModel)?) throws
    -> [Double]
  {
    try samples.indices.flatMap { index in
      let values = try vectors(of: index).values().map(Double.init)
      let width = vectors.shape.columns
      let rows = (0..<vectors.shape[1]).map {
        Array(values[$0 * width..<($0 + 1) * width])
      }
      return try PlainCats(
        model, devices: devices, loss: loss, sample: samples[index],
        options: options
      ).tell(rows).flatMap { $0 }
    }
  }
}
