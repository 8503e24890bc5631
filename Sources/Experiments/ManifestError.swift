import Diagnostics

/// What can be wrong with a manifest that is good YAML, as facts.
public enum ManifestError: Error, Equatable {
  /// A place in a manifest.
  public typealias Location = Diagnosis.Location

  /// A top-level key is neither a manifest's own nor a setting.
  case unknownKey(String, known: [String], at: Location)
  /// An axis or a pair names no setting.
  case unknownSetting(String, known: [String], at: Location)
  /// A value that the setting does not take; `known` are its words, if any.
  case badValue(
    String, of: String, expected: String, known: [String], at: Location)
  /// A list stands where a setting has one value.
  case listForSetting(String, at: Location)
  /// A setting is given twice, in its dotted and its grouped form.
  case settingTwice(String, at: Location)
  /// A name that cannot be part of a file name.
  case badName(String, of: String, at: Location)
  /// `--set` (or `option`) lacks its equals sign or its key.
  case badOverride(String, option: String = "--set")
  /// `--set` names an axis that moves together with others.
  case overrideOfZip(String, at: Location)

  /// An axis without values.
  case emptyAxis(String, at: Location)
  /// An axis has a value twice.
  case duplicateValue(String, of: String, at: Location)
  /// A setting is fixed and swept.
  case fixedAndSwept(String, fixed: Location, at: Location)
  /// Two axes of one name.
  case axisTwice(String, at: Location)
  /// A range cannot be walked; see the reasons.
  case badRange(RangeFault, of: String, at: Location)
  /// Axes that advance together differ in length.
  case unequalAxes([String], lengths: [Int], at: Location)
  /// The experiment has more points than the limit.
  case tooManyPoints(limit: Int, at: Location)
  /// No point is left.
  case noPoints(at: Location)
  /// A condition such as `">4"` on something that is no number.
  case badCondition(String, of: String, at: Location)
  /// A seed occurs twice, or there is none.
  case badSeeds(String, at: Location)

  /// The profile is not one of the manifest.
  case unknownProfile(String, known: [String], at: Location)
  /// A profile has profiles.
  case nestedProfile(at: Location)
  /// A metric that nobody computes.
  case unknownMetric(String, known: [String], at: Location)
  /// Nothing is measured, or something twice.
  case badMetrics(String, at: Location)
  /// A figure names a column that the CSV file will not have.
  case unknownColumn(String, metric: Bool, known: [String], at: Location)
  /// Two figures or two claims of one name.
  case nameTwice(String, of: String, at: Location)

  /// A map of winners lacks something, or another figure has its keys.
  case badMap(FigureRequest.MapFault, at: Location)

  /// Why a range cannot be walked.
  public enum RangeFault: Equatable, Sendable {
    /// The step is zero.
    case zeroStep
    /// The step leads away from the end.
    case wrongWay
    /// The steps do not meet the end; `last` is the value before it.
    case missesEnd(last: String)
    /// A bound has too many digits to be exact.
    case tooFine
    /// More values than an experiment may have points.
    case tooLong
  }
}
