import Testing

/// Command lines that lack something or say too much, word for word.
struct UsageTests {
  private static let point = [
    "simulate", "--model", "stories260k", "--platform",
    "raspberry-pi-5-ethernet",
  ]

  private static func seeHelp(_ problem: String, _ command: String) -> String {
    "error: \(problem)\n  remedy: see 'shardbench \(command) --help'\n"
  }

  /// The rest would stand idle beside the first.
  private static let noScheme =
    "error: nothing says how 4 devices share the work\n"
    + "  remedy: add --scheme; 'shardbench list schemes' has them all\n"

  @Test(
    arguments: [
      (
        ["simulate", "--model"],
        seeHelp("--model needs a value: --model M", "simulate")
      ),
      (["run", "a", "-j"], seeHelp("-j needs a value: -j N", "run")),
      (
        ["plan", "--only"],
        seeHelp("--only needs a value: --only KEY=VALUE", "plan")
      ),
      (
        ["simulate", "--model", "--json"],
        seeHelp("--model needs a value: --model M", "simulate")
      ),
      (
        ["simulate", "--json=yes"],
        seeHelp("--json takes no value", "simulate")
      ),
      (
        ["simulate", "--platform", "raspberry-pi-5-ethernet"],
        seeHelp("'simulate' needs --model", "simulate")
      ),
      (
        ["simulate", "--model", "stories260k"],
        seeHelp("'simulate' needs --platform", "simulate")
      ),
      (
        point + ["x"],
        seeHelp(
          "'simulate' does not know what to do with 'x'", "simulate")
      ),
      (
        ["schema", "x"],
        seeHelp("'schema' does not know what to do with 'x'", "schema")
      ),
      (
        ["run", "--all", "x"],
        seeHelp("'run' does not know what to do with 'x'", "run")
      ),
      (["describe"], seeHelp("'describe' needs a name", "describe")),
      (
        ["claims", "--accept"],
        seeHelp("--accept needs a value: --accept ID", "claims")
      ),
      (
        ["claims", "--accept", "a"],
        seeHelp("'claims' needs --reason TEXT", "claims")
      ),
      (
        ["claims", "--accept-new", "--reason", " \n"],
        seeHelp("'claims' needs --reason TEXT", "claims")
      ),
      (
        ["claims", "--reason", "so"],
        seeHelp(
          "'claims' needs --accept ID or --accept-new with a reason", "claims")
      ),
      (["trace"], seeHelp("'trace' needs --out", "trace")),
      (["generate"], seeHelp("'generate' needs --checkpoint", "generate")),
      (
        ["generate", "--checkpoint", "x"],
        seeHelp("'generate' needs --tokenizer", "generate")
      ),
      (
        ["run"],
        seeHelp(
          "'run' needs a manifest (or --all); 'shardbench list experiments' "
            + "has them", "run")
      ),
      (point + ["--devices", "4"], noScheme),
      (["generate", "--devices", "4"], noScheme),
      (
        ["generate", "--set", "collective=air"],
        seeHelp("'generate' needs --platform", "generate")
      ),
      (
        ["evaluate", "--model", "vit-mnist", "--set", "devices=4"],
        noScheme
      ),
      (
        ["generate", "--model", "m", "--checkpoint", "c"],
        "error: --model and --checkpoint exclude each other\n"
          + "  remedy: give one of them\n"
      ),
      (
        ["run", "a", "-j", "0"],
        "error: -j is '0'\n  expected: a whole number from 1 to 256\n"
      ),
      (
        ["run", "a", "-jx"],
        "error: -j is 'x'\n  expected: a whole number from 1 to 256\n"
      ),
      (
        ["generate", "--steps", "0"],
        "error: --steps is '0'\n  expected: a whole number from 1 to 1000000\n"
      ),
      (
        ["generate", "--temperature", "nan"],
        "error: --temperature is 'nan'\n"
          + "  expected: a number from 0.0 to 100.0\n"
      ),
      (
        point + ["--seed", "-1"],
        "error: --seed is '-1'\n"
          + "  expected: a whole number from 0 to 9223372036854775807\n"
      ),
    ])
  func oneClearMessage(words: [String], message: String) throws {
    let output = try Shardbench.run(words)
    #expect(output.err == message)
    #expect(output.status == 64)
    #expect(output.out == "")
  }

  /// Values may follow an equals sign, and a one-letter option directly.
  @Test func waysOfGivingAValue() throws {
    let apart = try Shardbench.run(Self.point + ["--devices", "1"])
    let joined = try Shardbench.run(Self.point + ["--devices=1"])
    #expect(apart.status == 0)
    #expect(apart.out == joined.out)
    // The last of several counts.
    let twice = try Shardbench.run(
      Self.point + ["--devices=9", "--devices", "1"])
    #expect(twice.out == apart.out)
  }

  @Test func wordsBehindTwoDashesAreNoOptions() throws {
    let output = try Shardbench.run(["describe", "--", "--help-me"])
    #expect(output.err.contains("nothing is called '--help-me'"))
    #expect(output.status == 64)
  }

  /// 0 success, 64 usage, 65 data, 70 a defect or the machine.
  @Test(
    arguments: [
      ([], 0), (["list"], 0), (["list", "settings"], 0), (["schema"], 0),
      (["describe", "pipeline"], 0), (["nonsense"], 64),
      (["describe", "nonsense"], 64),
      (["generate", "--checkpoint", "/nonexistent", "--tokenizer", "x"], 65),
      (["run", "/nonexistent.yaml"], 65),
    ] as [([String], Int32)])
  func exitStatus(words: [String], status: Int32) throws {
    let output = try Shardbench.run(words)
    #expect(output.status == status)
    #expect(output.err.isEmpty == (status == 0))
    #expect(output.out.isEmpty == (status != 0))
  }

  @Test func noWorkspace() throws {
    let output = try Shardbench.run(
      ["list"], environment: ["SHARDBENCH_HOME": "/nonexistent"])
    #expect(output.status == 64)
    #expect(
      output.err == """
        error: SHARDBENCH_HOME is '/nonexistent', which has no experiments
          expected: a folder with experiments/models, or a package with \
        experiments
          remedy: run in a checkout of shardbench, or set SHARDBENCH_HOME to \
        one

        """)
  }

  /// A model's name is not the end of an experiment's.
  @Test func wholeNamesComeFirst() throws {
    for (name, first) in [
      ("mobilebert", "mobilebert, one of the models"),
      (
        "mcu-tensor-parallel/mobilebert",
        "mcu-tensor-parallel/mobilebert, one of the experiments"
      ),
      ("packet-loss", "baselines/packet-loss, one of the experiments"),
      // What a manifest calls itself is a name, too.
      ("mcu-runtime", "mcu-tensor-parallel/runtime, one of the experiments"),
      ("cats-energy", "cats/energy, one of the experiments"),
    ] {
      let told = try Shardbench.run(["describe", name])
      #expect(told.status == 0)
      #expect(told.lines.first == first)
    }
  }

  /// Every name that is listed can be described.
  @Test func everythingListedCanBeDescribed() throws {
    for kind in ["experiments", "schemes", "models", "platforms", "metrics"] {
      let list = try Shardbench.run(["list", kind])
      #expect(list.status == 0)
      let names = list.lines.filter { !$0.hasPrefix(" ") }.compactMap {
        $0.split(separator: " ").first.map(String.init)
      }
      #expect(!names.isEmpty)
      for name in names {
        let told = try Shardbench.run(["describe", name])
        #expect(told.status == 0)
        #expect(told.out.hasPrefix("\(name), one of the \(kind)\n"))
      }
    }
  }
}
