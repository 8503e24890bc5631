/// When it is chosen which columns a device does not send.
enum PruneStart: String, CaseIterable {
  /// By the first weights, before training.
  case random
  /// By the weights of a training in which all were sent.
  case trained
}

extension Settings {
  /// The words of `collective` that are no way of an all-reduce.
  static let gathers = ["all-gather", "some-gather"]

  /// The share of its columns that a device keeps back.
  var prune: Double {
    self["collective"]?.word == "all-gather" ? 0 : self["prune"]?.double ?? 0
  }

  /// When the columns are chosen.
  var pruneStart: PruneStart {
    self["prune_start"]?.word.flatMap(PruneStart.init) ?? .random
  }

  /// Whether parts of the model change places before the choice.
  var prunePermutes: Bool { prune > 0 && self["prune_permute"]?.flag == true }

  /// The same without what prunes.
  var withoutPrune: Settings {
    var all = self
    all["prune"] = nil
    all["prune_start"] = nil
    all["prune_permute"] = nil
    return all
  }
}
