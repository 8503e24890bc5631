/// The keys that each part of a manifest has, apart from settings.
///
/// The reader refuses all others and the JSON Schema lists the same.
public enum ManifestKeys {
  /// Keys of the manifest itself; the names of settings come on top.
  public static let top = [
    "experiment", "paper", "note", "sweep", "zip", "exclude", "seeds",
    "profiles", "metrics", "figures", "claims",
  ]
  /// Keys of `paper:`.
  public static let paper = ["title", "arxiv", "figure"]
  /// Keys of an axis that is a range.
  public static let range = ["from", "to", "step"]
  /// Keys of an entry of `figures:`.
  public static let figure = [
    "name", "x", "y", "series", "panel", "ribbon", "kind", "best", "goal",
    "where", "log", "title", "x_label", "y_label",
  ]
  /// Keys of an entry of `claims:`.
  public static let claim = [
    "id", "says", "value", "expect", "tolerance", "above", "below", "evidence",
    "fit", "profile", "untestable",
  ]
  /// Keys that an entry of `claims:` must have.
  public static let requiredOfClaim = ["id", "says", "value", "evidence"]
  /// Profiles that may be asked for even where a manifest does not name them.
  public static let profiles = ["quick", "full"]
}
