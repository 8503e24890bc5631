import Testing

/// A mistyped word gets the nearest right one, whatever kind of word it is.
struct MistypedTests {
  private static let point = [
    "simulate", "--model", "stories260k", "--platform",
    "raspberry-pi-5-ethernet",
  ]

  @Test(
    arguments: [
      (["sumulate"], "simulate"), (["genrate"], "generate"),
      (["lsit"], "list"), (["help", "palns"], "plan"), (["RUN"], "run"),
      (["simulate", "--modle", "x"], "--model"),
      (["simulate", "--device=2"], "--devices"),
      (["run", "--no-cahce"], "--no-cache"), (["plan", "--point"], "--points"),
      (["trace", "--fromat", "perfetto"], "--format"),
      (["generate", "--checkpiont", "x"], "--checkpoint"),
      (["list", "metrcs"], "metrics"), (["list", "shemes"], "schemes"),
      (["list", "model"], "models"),
      (["describe", "latncy_s"], "latency_s"),
      (["describe", "llama3-8"], "llama3-8b"),
      (["describe", "tensor_parallel"], "tensor-parallel"),
      (["generate", "--scheme", "votlage"], "voltage"),
      (["generate", "--set", "los=0.1"], "loss"),
      (["generate", "--model", "stories260"], "stories260k"),
      (
        [
          "simulate", "--platform", "laptop-1660ti-wifi", "--model",
          "storis42m",
        ],
        "stories42m"
      ),
      (
        ["trace", "--out", "x", "--format", "perfeto"], "perfetto"
      ),
      (point + ["--scheme", "tensor-paralel"], "tensor-parallel"),
      (point + ["--scheme", "Single"], "single"),
      (point + ["--accounting", "papr"], "paper"),
      (point + ["--set", "los=0.1"], "loss"),
      (point + ["--set", "collectve=ring"], "collective"),
      (point + ["--set", "collective=full_mesh"], "full-mesh"),
      (point + ["--set", "weight_format=fp23"], "fp32"),
      (
        point + ["--platform", "raspbery-pi-5-ethernet"],
        "raspberry-pi-5-ethernet"
      ),
      (["run", "packet-los"], "packet-loss"),
      (["run", "--failfast"], "--fail-fast"),
      (["run", "--rerun-faild"], "--rerun-failed"),
      (["claims", "--acept=a"], "--accept"),
      (["plan", "baselines/packet-los"], "baselines/packet-loss"),
      (["plan", "packet-loss", "--profile", "quik"], "quick"),
      (["plan", "packet-loss", "--set", "sceme=single"], "scheme"),
      (["run", "packet-loss", "--only", "los=0.1"], "loss"),
    ])
  func nearestWord(words: [String], right: String) throws {
    let output = try Shardbench.run(words)
    #expect(output.status == 64)
    #expect(output.out == "")
    #expect(output.err.hasSuffix("\n  remedy: did you mean '\(right)'?\n"))
    #expect(output.err.contains("error: "))
  }

  /// A word that is like no other is not guessed at.
  @Test(arguments: [
    ["xyzzy"], ["simulate", "--xyzzy"], ["describe", "xyzzy"],
    ["run", "xyzzy"], point + ["--model", "xyzzy"],
  ])
  func noGuess(words: [String]) throws {
    let output = try Shardbench.run(words)
    #expect(output.status == 64)
    #expect(output.out == "")
    #expect(output.err.contains("xyzzy"))
    #expect(!output.err.contains("did you mean"))
    #expect(output.err.contains("\n  remedy: "))
  }

  /// The option that was typed is the one that is told of.
  @Test(
    arguments: [
      (point + ["--accounting", "papr"], "--accounting papr: "),
      (point + ["--devices", "0"], "--devices 0: "),
      (point + ["--devices", "two"], "--devices two: "),
      (point + ["--scheme", "x"], "--scheme x: "),
      (point + ["--set", "loss=2"], "--set loss=2: "),
      (["generate", "--set", "loss=2"], "--set loss=2: "),
      (["plan", "packet-loss", "--only", "loss=2"], "--only loss=2: "),
      (["plan", "packet-loss", "--only", "los=0"], "--only los=0: "),
    ])
  func thePlaceIsTheOption(words: [String], place: String) throws {
    let output = try Shardbench.run(words)
    #expect(output.status == 64)
    #expect(output.err.hasPrefix(place + "error: "))
  }
}
