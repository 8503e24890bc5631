import Foundation
import Testing

/// The same manifest gives the same bytes, whatever the number of workers.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not installed"))
struct SameBytesTests {
  private static let learning =
    TinyLearners.manifest + """
      figures:
        - { name: learn-loss, x: loss, y: accuracy, series: train_loss, ribbon: minmax }

      """

  /// Costs alone, values under loss, training.
  @Test(
    arguments: [
      ("many", Manifests.many, 3), ("costs", Manifests.costs, 6),
      ("learn", learning, 3),
    ])
  func anyNumberOfWorkers(name: String, manifest: String, figures: Int) throws {
    var all: [[String: Data]] = []
    for workers in ["1", "2", "2"] {
      // Each in a place of its own, from nothing.
      try Scratch.learning { scratch in
        try scratch.write(manifest, to: "experiments/lab/a.yaml")
        let output = try scratch.run("run", "a", "-j", workers)
        #expect(output.status == 0, "\(output.err)")
        var files: [String: Data] = [:]
        for folder in ["results", "plots"] {
          for file in scratch.names(in: folder)
          where !file.hasSuffix(".provenance.json") {
            files[file] = try Data(
              contentsOf: scratch.url("\(folder)/\(file)"))
          }
        }
        // CSV and style.gp beside the figures.
        #expect(files.count == figures + 2)
        #expect(files["\(name).csv"]?.isEmpty == false)
        all.append(files)
      }
    }
    for files in all.dropFirst() {
      for (file, data) in files {
        #expect(data == all[0][file], "\(file)")
      }
    }
  }
}
