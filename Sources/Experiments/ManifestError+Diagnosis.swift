import Diagnostics

extension ManifestError: Diagnosable {
  /// The fact in words; all of these are wrong usage.
  public var diagnosis: Diagnosis {
    switch self {
    case .unknownKey(let key, let known, let place):
      usage(
        "unknown key '\(key)'", place,
        "a key of a manifest or a setting", didYouMean(key, among: known))
    case .unknownSetting(let name, let known, let place):
      usage(
        "unknown setting '\(name)'", place, "a setting",
        didYouMean(name, among: known))
    case .badValue(let found, let name, let expected, let known, let place):
      usage(
        "\(found) is not a value of '\(name)'", place, expected,
        known.isEmpty ? nil : suggestion(found, known))
    case .listForSetting(let name, let place):
      usage(
        "'\(name)' has several values", place, "one value",
        "put '\(name):' with its list under 'sweep:'")
    case .settingTwice(let name, let place):
      usage(
        "setting '\(name)' is given twice", place, "each setting once",
        "remove one of the two")
    case .badName(let name, let key, let place):
      usage(
        "\(name) cannot be the \(key)", place,
        "lower-case letters, digits and '-', '_' or '.' between them",
        "the name becomes part of file names")
    case .badOverride(let text, let option):
      usage(
        option == "--set"
          ? "'\(text)' sets nothing" : "'\(text)' is no condition", nil,
        "\(option) key=value",
        "write the key, '=' and the value")
    case .overrideOfZip(let name, let place):
      usage(
        "'\(name)' advances together with other axes", place,
        "a setting outside 'zip:'", "edit the manifest instead")
    case .unknownProfile(let name, let known, let place):
      usage(
        "unknown profile '\(name)'", place,
        "one of: " + known.joined(separator: ", "),
        didYouMean(name, among: known))
    case .nestedProfile(let place):
      usage(
        "a profile cannot have profiles", place, "overrides of other keys",
        "move it one level up")
    case .unknownMetric(let name, let known, let place):
      usage(
        "unknown metric '\(name)'", place, "a metric",
        didYouMean(name, among: known))
    case .badMetrics(let problem, let place):
      usage(problem, place, "each metric once, and at least one", nil)
    case .unknownColumn(let name, let isMetric, let known, let place):
      usage(
        "'\(name)' is no column of this experiment", place,
        "an axis or a metric: " + known.joined(separator: ", "),
        isMetric
          ? "add '\(name)' to 'metrics:'" : didYouMean(name, among: known))
    case .nameTwice(let name, let kind, let place):
      usage(
        "two \(kind)s are called '\(name)'", place, "distinct names",
        "give this one another name")
    case .badMap(let fault, let place): mapDiagnosis(fault, place)
    default: sweepDiagnosis
    }
  }

  private func mapDiagnosis(
    _ fault: FigureRequest.MapFault, _ place: Location
  ) -> Diagnosis {
    switch fault {
    case .noBest:
      usage(
        "winners need a column that decides", place, "the key 'best'",
        "add 'best:' with a metric such as latency_s")
    case .severalY:
      usage(
        "a map of winners has one vertical axis", place, "one column",
        "leave one column in 'y:', and draw another figure for the next")
    case .noSeries:
      usage(
        "nobody competes in this map of winners", place, "the key 'series'",
        "add 'series:' with a column such as scheme")
    case .key(let key, of: .winners):
      usage(
        "a map of winners has no '\(key)'", place,
        "squares of one size, without a spread", "remove '\(key):'")
    case .key(let key, let kind):
      usage(
        "'\(key)' is not for the kind '\(kind.rawValue)'", place,
        "'\(key)' in a figure with 'kind: winners'",
        "remove '\(key):', or add 'kind: winners'")
    }
  }

  /// Words for axes, points and seeds.
  private var sweepDiagnosis: Diagnosis {
    switch self {
    case .emptyAxis(let name, let place):
      usage(
        "axis '\(name)' is empty", place, "at least one value",
        "add values or remove the axis")
    case .duplicateValue(let value, let name, let place):
      usage(
        "axis '\(name)' has the value \(value) twice", place,
        "distinct values", "remove one of the two")
    case .fixedAndSwept(let name, let fixed, let place):
      usage(
        "'\(name)' is swept here and fixed at \(fixed)", place,
        "either of them",
        "remove one; in a profile, '\(name): ~' removes the fixed value")
    case .axisTwice(let name, let place):
      usage(
        "two axes are called '\(name)'", place, "distinct axes",
        "remove one of the two")
    case .badRange(let fault, let name, let place):
      rangeDiagnosis(fault, name, place)
    case .unequalAxes(let names, let lengths, let place):
      usage(
        "axes that advance together differ in length: "
          + zip(names, lengths).map { "\($0) has \($1)" }
          .joined(separator: ", "), place, "equal lengths",
        "add the missing values, or move an axis to 'sweep:'")
    case .tooManyPoints(let limit, let place):
      usage(
        "the sweep has too many points", place, "at most \(limit)",
        "use fewer values, or split the experiment")
    case .noPoints(let place):
      usage(
        "no point is left", place, "at least one point",
        "relax 'exclude:'")
    case .badCondition(let text, let name, let place):
      usage(
        "\(text) is no condition on '\(name)'", place,
        "a value, a list of values, or one of \">4\", \">=4\", \"<4\", \"<=4\" "
          + "for a number", nil)
    case .badSeeds(let problem, let place):
      usage(
        problem, place, "a count, or a list of distinct whole numbers", nil)
    default: Diagnosis("the manifest is not as it should be", exit: .usage)
    }
  }

  private func rangeDiagnosis(
    _ fault: RangeFault, _ name: String, _ place: Location
  ) -> Diagnosis {
    let range = "the range of '\(name)'"
    return switch fault {
    case .zeroStep:
      usage("\(range) has step 0", place, "a step that is not 0", nil)
    case .wrongWay:
      usage(
        "\(range) leads away from its end", place,
        "a step towards 'to'", "change the sign of 'step'")
    case .missesEnd(let last):
      usage(
        "\(range) misses its end", place,
        "a whole number of steps between 'from' and 'to'",
        "the last value before the end is \(last)")
    case .tooFine:
      usage(
        "\(range) has too many digits", place,
        "at most 15 digits in 'from', 'to' and 'step' together", nil)
    case .tooLong:
      usage(
        "\(range) has too many values", place,
        "at most \(Sweep.limit)", "use a larger step")
    }
  }

  private func usage(
    _ problem: String, _ place: Location?, _ expected: String,
    _ remedy: String?
  ) -> Diagnosis {
    Diagnosis(
      problem, at: place, expected: expected, remedy: remedy, exit: .usage)
  }

  /// The nearest of `known` to a value in quotes; no list, that is expected.
  private func suggestion(_ found: String, _ known: [String]) -> String? {
    let word = found.trimmingPrefix("'").reversed().drop { $0 == "'" }
    return nearestWord(to: String(word.reversed()), among: known)
      .map { "did you mean '\($0)'?" }
  }
}
