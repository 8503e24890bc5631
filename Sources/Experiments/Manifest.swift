import Diagnostics
import Documents

/// An experiment as a person wrote it, checked and resolved.
///
/// Reading checks every key and value, those of all profiles included, so a
/// manifest that was read has nothing left to go wrong but the work itself.
public struct Manifest: Sendable {
  /// The publication that an experiment reproduces.
  public struct Paper: Equatable, Sendable {
    /// What it is called.
    public var title: String
    /// Its number on arXiv.
    public var arxiv: String?
    /// The figure or table that is reproduced.
    public var figure: String?
  }

  /// The name, which is also the name of the CSV file.
  public var experiment: String
  /// The publication, if one is reproduced.
  public var paper: Paper?
  /// Remarks for the reader.
  public var note: String?
  /// What is varied and how often.
  public var sweep: Sweep
  /// The names of the metrics, in the order of the columns.
  public var metrics: [String]
  /// The figures to draw.
  public var figures: [FigureRequest]
  /// What the publication says.
  public var claims: [Claim]
  /// The profile that was applied.
  public var profile: String
  /// The profiles that one may ask for.
  public var profiles: [String]
  /// The manifest with profile and overrides applied, as canonical JSON; its
  /// hash says whether two runs did the same.
  public var resolved: String

  /// The manifest in the file at `path`.
  ///
  /// - Parameters:
  ///   - path: of a YAML file.
  ///   - vocabulary: the settings and metrics that there are.
  ///   - profile: the profile to apply; `quick` and `full` always exist.
  ///   - set: overrides as `key=value`, applied last and in order.
  /// - Throws: `DocumentError` or ``ManifestError``.
  public init(
    contentsOf path: String, vocabulary: Vocabulary, profile: String = "full",
    set: [String] = []
  ) throws {
    try self.init(
      Node(contentsOf: path), vocabulary: vocabulary, profile: profile,
      set: set)
  }

  /// The manifest in `text`, which errors call `file`.
  ///
  /// - Throws: `DocumentError` or ``ManifestError``.
  public init(
    yaml text: String, file: String, vocabulary: Vocabulary,
    profile: String = "full", set: [String] = []
  ) throws {
    try self.init(
      Node(yaml: text, file: file), vocabulary: vocabulary, profile: profile,
      set: set)
  }

  private init(
    _ root: Node, vocabulary: Vocabulary, profile: String, set: [String]
  ) throws {
    let layers = try ManifestLayers(root, vocabulary: vocabulary)
    // A mistake in a profile that nobody asked for is still a mistake.
    for name in [nil] + layers.profiles.map({ $0.name }) {
      let merged = try layers.merged(profile: name, set: [])
      _ = try ManifestReader(merged, vocabulary: vocabulary).manifest()
    }
    guard layers.profileNames.contains(profile) else {
      throw ManifestError.unknownProfile(
        profile, known: layers.profileNames, at: .init(file: root.location.file)
      )
    }
    let merged = try layers.merged(profile: profile, set: set)
    self = try ManifestReader(merged, vocabulary: vocabulary).manifest()
    for claim in claims {
      if let name = claim.profile, !layers.profileNames.contains(name) {
        throw ManifestError.unknownProfile(
          name, known: layers.profileNames, at: claim.location)
      }
    }
    self.profile = profile
    profiles = layers.profileNames
  }

  init(
    experiment: String, paper: Paper?, note: String?, sweep: Sweep,
    metrics: [String], figures: [FigureRequest], claims: [Claim],
    resolved: String
  ) {
    self.experiment = experiment
    self.paper = paper
    self.note = note
    self.sweep = sweep
    self.metrics = metrics
    self.figures = figures
    self.claims = claims
    self.profile = "full"
    self.profiles = ManifestKeys.profiles
    self.resolved = resolved
  }
}
