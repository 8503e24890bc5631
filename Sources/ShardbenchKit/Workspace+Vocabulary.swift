import Experiments

extension Workspace {
  /// All settings and metrics, those of the extensions too.
  var vocabulary: Vocabulary { Vocabulary(extending: extensions) }
}
