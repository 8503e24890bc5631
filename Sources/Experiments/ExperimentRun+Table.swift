import Tables

extension ExperimentRun {
  /// Settings in the order of the vocabulary, the seed, the metrics.
  func table(_ values: [Int: PointValues]) throws -> Table {
    let present = Set(points.flatMap { $0.settings.map(\.name) })
    let settings = Vocabulary(extending: workspace.extensions)
      .settingNames.filter(present.contains)
    // What rows on real or generated data stand on, in plain words.
    let sets = LearningSets(folder: workspace.dataFolder())
    let isLearning = points.contains {
      LearningSets.names.contains($0.settings["data.set"]?.word ?? "")
    }
    let source = isLearning ? ["data_source"] : []
    var table = try Table(
      columns: settings + ["seed"] + source + manifest.metrics, rows: [],
      file: "\(manifest.experiment).csv")
    for (index, point) in points.enumerated() {
      guard let found = values[index] else { continue }
      let unused = unusedSettings(of: point)
      try table.append(
        settings.map {
          unused.contains($0) ? "" : point.settings[$0]?.description ?? ""
        }
          + ["\(point.seed)"]
          + source.map { _ in
            sets.source(point.settings["data.set"]?.word ?? "").label
          }
          + manifest.metrics.map {
            found.texts[$0] ?? found[$0].map(Table.text(of:)) ?? ""
          })
    }
    return table
  }

  /// Settings that mean nothing to a model that takes vectors, all of them
  /// at once.
  private func unusedSettings(of point: Point) -> Set<String> {
    let model = point.settings["model"]?.word.flatMap {
      try? workspace.model($0)
    }
    return model?.preparation.count == nil ? [] : ["tokens", "context"]
  }
}
