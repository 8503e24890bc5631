import Foundation
import Models
import Tensors
import TestBasics
import Testing

@testable import Experiments

/// Weights that points need are trained once and kept.
struct TrainedWeightsTests {
  private func files(_ home: Workspace) -> [String] {
    let folder = home.url(".shardbench/weights").path
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return (names ?? []).filter { $0.hasSuffix(".safetensors") }.sorted()
  }

  /// A scheme goes on from weights of one device, which are trained once for
  /// all that go on from them; what only judges trains nothing.
  @Test func schemesShareTheTrainingBefore() throws {
    try withTinyModels { home in
      func load(_ texts: [String]) throws -> Int {
        _ = try home.learning(
          [
            "train.base_epochs=1", "scheme=astra", "devices=2",
            "astra.entries=8",
          ] + texts
        ).loadWeights()
        return files(home).count
      }
      let counts = try [
        [], ["astra.groups=4"], ["astra.noise=0"],
        ["astra.lost=previous", "loss=0.1"],
      ].map(load)
      #expect(counts == [2, 3, 4, 4])
    }
  }

  @Test func trainedOnceThenRead() throws {
    try withTinyModels { home in
      let learning = try home.learning(["train_loss=0.1"])
      let first = try learning.loadWeights()
      let file = TrainedWeights(learning: learning).file()
      #expect(files(home) == [file.lastPathComponent])
      // Weights that nobody would train show that they are read.
      let marked = try Transformer(random: first.shape, seed: 77)
      try marked.write(to: file)
      try KeptFile(file).seal()
      let again = try home.learning(["train_loss=0.1"], workers: 2)
      #expect(try bits(again.loadWeights()) == bits(marked))
      #expect(files(home).count == 1)
      // What judging alone says trains nothing new.
      let judged = try home.learning([
        "train_loss=0.1", "loss=0.5", "data.limit=3", "data.passes=2",
      ])
      #expect(try bits(judged.loadWeights()) == bits(marked))
    }
  }

  @Test(
    arguments: [
      ["scheme=cats", "devices=2"],
      ["scheme=astra", "devices=2", "astra.entries=8"],
      ["scheme=one-shot", "devices=2"],
    ])
  func whatIsKeptIsWhatWasTrained(_ split: [String]) throws {
    try withTinyModels { home in
      let learning = try home.learning(split)
      let trained = try bits(learning.trained().weights)
      #expect(try bits(learning.loadWeights()) == trained)
      #expect(try bits(learning.loadWeights()) == trained)
    }
  }

  @Test(arguments: [
    ["train_loss=0.2"], ["train.epochs=1"], ["train.rate=0.01"],
    ["train.samples=30"], ["train.batch=8"], ["train.micro_batch=5"],
    ["train.dropout=0.1"], ["train.decay=0.1"], ["train.clip=0.5"],
    ["train.warm_up=0.5"], ["train.patience=1"],
    ["train.scheme=tensor-parallel"], ["devices=2", "scheme=cats"],
    ["weight_format=fp16"],
  ])
  func anotherTrainingIsTrainedAnew(_ change: [String]) throws {
    try withTinyModels { home in
      let basis = ["train_loss=0.1"]
      let one = try home.learning(basis, model: "tiny-cats")
      let other = try home.learning(basis + change, model: "tiny-cats")
      #expect(one.identity != other.identity)
      #expect(
        TrainedWeights(learning: one).file()
          != TrainedWeights(learning: other).file())
    }
  }

  @Test func anotherSeedIsTrainedAnew() throws {
    try withTinyModels { home in
      let one = try home.learning([], seed: 1).loadWeights()
      let other = try home.learning([], seed: 2).loadWeights()
      #expect(files(home).count == 2)
      #expect(try bits(one) != bits(other))
    }
  }

  /// A platform counts where its network does: with losses.
  @Test func platformsCountByWhatTheySay() throws {
    try withTinyModels { home in
      let name = "raspberry-pi-5-ethernet"
      let folder = home.url("experiments/platforms")
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: packageRoot.appendingPathComponent(
          "experiments/platforms/\(name).yaml"),
        to: folder.appendingPathComponent("\(name).yaml"))
      let split = [
        "scheme=cats", "devices=2", "platform=\(name)", "weight_format=fp32",
        "message_format=fp32",
      ]
      func identity(_ more: [String]) throws -> String {
        try home.learning(split + more, model: "tiny-cats").identity
      }
      #expect(
        try identity(["accounting=paper"]) == identity(["accounting=physical"]))
      #expect(
        try identity(["train_loss=0.1", "retries=1"])
          != identity(["train_loss=0.1", "retries=2"]))
      #expect(try identity(["group=2"]) == identity(["group=3"]))
      let (ring, star) = (["collective=ring"], ["collective=star"])
      #expect(try identity(ring) != identity(star))
      // One device sends nothing.
      let alone = ["train.scheme=single", "train.devices=1"]
      #expect(
        try identity(alone + ring)
          == identity(alone + star + ["message_format=fp16"]))
      #expect(
        try identity(alone) != identity(alone + ["weight_format=fp16"]))
    }
  }

  @Test(arguments: [Data(), Data("no weights".utf8)])
  func aDamagedFileHeals(_ bytes: Data) throws {
    try withTinyModels { home in
      let learning = try home.learning([])
      let good = try bits(learning.loadWeights())
      let file = TrainedWeights(learning: learning).file()
      try bytes.write(to: file)
      #expect(try bits(learning.loadWeights()) == good)
      // And is whole again.
      #expect(
        try bits(Transformer(learning.model.shape, weightsIn: file)) == good)
      // Cut off in the middle.
      let whole = try Data(contentsOf: file)
      try whole.prefix(whole.count - 7).write(to: file)
      #expect(try bits(learning.loadWeights()) == good)
      #expect(try Data(contentsOf: file) == whole)
    }
  }

  /// A bit that was flipped, in a value or in the seal, is found.
  @Test func damageIsFound() throws {
    try withTinyModels { home in
      let learning = try home.learning([])
      let good = try bits(learning.loadWeights())
      let file = TrainedWeights(learning: learning).file()
      let seal = file.appendingPathExtension("crc32")
      for damaged in [file, seal] {
        let whole = try Data(contentsOf: damaged)
        for place in [0, whole.count / 2, whole.count - 1] {
          var bytes = whole
          bytes[place] ^= 4
          try bytes.write(to: damaged)
          #expect(!KeptFile(file).isWhole)
        }
        #expect(try bits(learning.loadWeights()) == good)
        #expect(try Data(contentsOf: damaged) == whole)
        try FileManager.default.removeItem(at: damaged)
        #expect(try bits(learning.loadWeights()) == good)
        #expect(KeptFile(file).isWhole)
      }
    }
  }

  @Test func weightsOfAFileAreTaken() throws {
    try withTinyModels { home in
      let learning = try home.learning([])
      let other = try Transformer(random: learning.model.shape, seed: 3)
      let file = home.url("own.safetensors")
      try other.write(to: file)
      let named = try home.learning(["weights=\(file.path)"])
      #expect(try bits(named.loadWeights()) == bits(other))
      #expect(files(home).isEmpty)
    }
  }

  /// Training that begins with a file depends on what is in it.
  @Test func startsCount() throws {
    try withTinyModels { home in
      let shape = try home.learning([]).model.shape
      var found: [String: [[UInt32]]] = [:]
      for seed in 1...2 as ClosedRange<UInt64> {
        let file = home.url("start\(seed).safetensors")
        try Transformer(random: shape, seed: seed).write(to: file)
        let learning = try home.learning(["train.start=\(file.path)"])
        found[learning.identity] = try bits(learning.trained().weights)
      }
      #expect(found.count == 2 && Set(found.values).count == 2)
    }
  }

  @Test func withoutWeightsNothingIsJudged() throws {
    try withTinyModels { home in
      var settings = try home.learning([]).settings
      settings["train.epochs"] = nil
      let learning = try Learning(settings, seed: 0, in: home, workers: 1)
      #expect(
        complaint { _ = try learning.loadWeights() } == """
          error: 'tiny-vit' has no weights
            expected: weights in a file, or settings to train with
            remedy: name a file with --weights (in a manifest: weights), or \
          give train.epochs
          """)
    }
  }
}
