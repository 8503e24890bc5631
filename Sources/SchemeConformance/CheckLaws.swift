import Cluster
import Models
import Schemes

/// Checks that a scheme keeps the laws that every scheme has to keep, over
/// random small models, device counts, collectives and passes.
///
/// In a test of any framework:
///
///     @Test func laws() throws { try checkLaws(of: RingAttention()) }
///
/// - Parameters:
///   - scheme: the scheme.
///   - options: what it is told, by full names such as `astra.entries`.
///   - seeds: the cases; each is drawn from its seed alone.
///   - needsSeveralDevices: whether a scheme that no model can be split by
///     breaks ``Law/check``.
/// - Throws: ``BrokenLaws``, which tells every law that is broken, the case
///   that shows it and what was expected.
/// - Complexity: about 14 runs of a small model a seed, milliseconds each, and
///   one of shapes alone for each device count that is accepted.
public func checkLaws(
  of scheme: any Scheme, options: SchemeOptions = SchemeOptions(),
  seeds: Range<UInt64> = 0..<48, needsSeveralDevices: Bool = true
) throws {
  var checker = LawChecker(scheme, options)
  for seed in seeds { checker.check(seed) }
  try checker.finish(
    needsSeveralDevices: needsSeveralDevices, name: type(of: scheme).name)
}

/// Checks that partial sums of tensor parallelism that come together by
/// `collective` keep the laws of schemes.
///
/// - Throws: ``BrokenLaws``.
public func checkLaws(
  of collective: any Collective, seeds: Range<UInt64> = 0..<48
) throws {
  var checker = LawChecker(TensorParallel(), SchemeOptions())
  checker.allReduce = .added(NamedCollective(collective))
  for seed in seeds { checker.check(seed) }
  try checker.finish(
    needsSeveralDevices: true, name: type(of: collective).name)
}

/// The laws of one scheme, case after case.
struct LawChecker {
  let scheme: any Scheme
  let options: SchemeOptions
  /// How partial sums come together; by default each case has a way.
  var allReduce: AllReduceAlgorithm?
  /// By law, the first case that breaks it.
  private(set) var broken: [Law: BrokenLaw] = [:]
  private var cases = 0
  /// Batches unlike their samples so far.
  var oddBatches = 0
  private var split = 0

  init(_ scheme: any Scheme, _ options: SchemeOptions) {
    self.scheme = scheme
    self.options = options
  }

  /// Whether the scheme says that it is exact.
  var isExact: Bool { type(of: scheme).isExact }

  /// Notes that `instance` breaks `law`; the first case counts.
  mutating func note(
    _ law: Law, _ instance: Instance?, expected: String, found: String
  ) {
    guard broken[law] == nil else { return }
    broken[law] = BrokenLaw(
      law: law, example: instance?.description ?? "any", expected: expected,
      found: found)
  }

  /// What `body` gives; an error breaks `law`.
  mutating func attempt<Result>(
    _ law: Law, _ instance: Instance, _ body: () throws -> Result
  ) -> Result? {
    do {
      return try body()
    } catch {
      note(
        law, instance, expected: "a run of what 'check' accepts",
        found: "it throws \(error)")
      return nil
    }
  }

  /// All laws in the case of `seed`.
  mutating func check(_ seed: UInt64) {
    guard
      var instance = Instance(seed: seed, for: scheme, options: options)
    else { return }
    if let allReduce { instance.options.allReduce = allReduce }
    cases += 1
    if instance.devices > 1 { split += 1 }
    checkEveryCount(instance)
    let scheme = scheme
    let settled = instance
    guard
      let outcome = attempt(.check, settled, { try settled.run(scheme) })
    else { return }
    checkTrace(instance, outcome)
    checkRepeats(instance, outcome)
    checkCosts(instance, outcome)
    checkLoss(instance, outcome)
    checkBatches(instance)
    checkOneDevice(instance)
    guard isExact else { return }
    checkExactness(instance, outcome)
    checkDecoding(instance)
    checkGradients(instance)
  }

  /// No case is no proof.
  ///
  /// - Throws: ``BrokenLaws`` about what is called `name`.
  mutating func finish(needsSeveralDevices: Bool, name: String) throws {
    if cases == 0 || needsSeveralDevices && split == 0 {
      note(
        .check, nil,
        expected: "'check' to accept some of the random models"
          + (cases == 0 ? "" : " for several devices"),
        found: "\(cases) of the models could be run, \(split) split")
    }
    let found = Law.allCases.compactMap { broken[$0] }
    guard found.isEmpty else {
      throw BrokenLaws(scheme: name, broken: found)
    }
  }

  /// `check` never crashes, and what it accepts runs.
  private mutating func checkEveryCount(_ instance: Instance) {
    for devices in [16, 64, 1000] {
      _ = try? scheme.check(instance.shape, devices: devices)
    }
    let scheme = scheme
    for devices in Instance.accepted(scheme, instance.shape, options) {
      var other = instance
      other.devices = devices
      _ = attempt(.check, other) { try other.run(scheme, values: false) }
    }
  }
}
