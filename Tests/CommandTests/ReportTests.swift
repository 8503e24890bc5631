import Foundation
import Testing

/// `report` puts claims, figures and their origins on one page.
struct ReportTests {
  private func withRun(_ work: (Scratch) throws -> Void) throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      #expect(try scratch.run("run", "costs").status == 0)
      try work(scratch)
    }
  }

  private func check(
    _ page: Page, _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(page.broken == [], sourceLocation: place)
    #expect(page.twice == [], sourceLocation: place)
    #expect(page.loads == [], sourceLocation: place)
    #expect(page.unbalanced == [], sourceLocation: place)
    #expect(page.text.hasPrefix("<!DOCTYPE html>"), sourceLocation: place)
    #expect(page.text.contains("content=\"default-src 'none';"))
    #expect(!page.text.contains("://"), sourceLocation: place)
  }

  /// The page that is kept with the results.
  @Test func theCommittedPage() throws {
    let page = try Page(
      Shardbench.package.appendingPathComponent("results/report.html"))
    check(page)
    #expect(page.text.utf8.count < 1 << 20)
    #expect(page.links.count > 100)
    #expect(!page.text.contains("class=\"missing\""))
  }

  @Test(
    .enabled(if: hasGnuplot, "gnuplot is not installed"),
    arguments: [("results", "plots"), ("a", "far/away/b c"), ("x/y", "x")])
  func everythingIsLinked(results: String, plots: String) throws {
    try withRun { scratch in
      let folders = ["--results", results, "--plots", plots]
      #expect(try scratch.run(["run", "costs"] + folders).status == 0)
      let output = try scratch.run(["report"] + folders)
      #expect(output.status == 0 && output.err == "")
      let page = try Page(scratch.url("\(results)/report.html"))
      check(page)
      for name in ["costs-latency", "costs-bytes"] {
        for suffix in ["svg", "pdf", "gp"] {
          #expect(page.links.contains { $0.hasSuffix("\(name).\(suffix)") })
        }
        #expect(page.ids.contains("f-\(name)"))
      }
      #expect(page.links.contains("costs.csv"))
      #expect(page.links.contains("costs.provenance.json"))
      #expect(page.text.components(separatedBy: "<svg role=\"img\"").count == 3)
      #expect(!page.text.contains("class=\"missing\""))
      // The same files give the same bytes.
      #expect(try scratch.run(["report"] + folders).status == 0)
      #expect(try Page(page.file).text == page.text)
    }
  }

  @Test func claimsAndOriginsAreTold() throws {
    try withRun { scratch in
      #expect(try scratch.run("report").status == 0)
      let page = try Page(scratch.url("results/report.html"))
      check(page)
      for words in [
        "<li class=\"yes\"><b>1</b> ✓ reproduced</li>",
        "<li class=\"fit\"><b>1</b> ≈ reproduced by fit</li>",
        "<li class=\"no\"><b>1</b> ✗ not reproduced</li>",
        "<li class=\"open\"><b>0</b> – not testable here</li>",
        "<tr id=\"c-costs-dear\" class=\"no\"><td>two devices send nothing",
        "<b>≈ reproduced by fit</b>; fitted: a constant",
        "Not reproduced: <a href=\"#c-costs-dear\">dear</a>.",
        "Costs of the &lt;tiny&gt; model &amp; its splits",
        "<code>shardbench run lab/costs --profile full</code>",
        "<dt>profile</dt><dd>full</dd>", "<dt>seeds</dt><dd>0</dd>",
        "aria-label=\"costs-latency: latency_s over devices, by scheme\"",
        "id=\"a-raspberry-pi-5-ethernet\"",
      ] {
        #expect(page.text.contains(words), "\(words)")
      }
      // Only evidence that proves nothing is an assumption.
      let rows = page.text.matches(
        of: /<tr><td>[^<]*<\/td><td>[^<]*<\/td><td>([a-z-]+)<\/td>/)
      #expect(!rows.isEmpty)
      #expect(
        Set(rows.map { "\($0.1)" }).isSubset(
          of: ["fitted", "recalled", "assumed"]))
    }
  }

  /// Reasons that were given for verdicts, and verdicts that are others now.
  @Test func acceptedVerdictsAreTold() throws {
    try withRun { scratch in
      try scratch.write(
        """
        experiment,claim,verdict,before,reason
        costs,fit,not reproduced,,once
        costs,free,reproduced by fit,reproduced,a <constant> is fitted
        costs,dear,not reproduced,,headers cost

        """, to: "results/verdicts.csv")
      #expect(try scratch.run("report").status == 0)
      let page = try Page(scratch.url("results/report.html"))
      check(page)
      for words in [
        "✓ reproduced</b>; accepted so far: not reproduced</td>",
        "(before: reproduced. a &lt;constant&gt; is fitted)",
        "✗ not reproduced</b> <small>(headers cost)</small>",
      ] {
        #expect(page.text.contains(words), "\(words)")
      }
    }
  }

  /// Ratios of physical to paper, and in what the accountings differ.
  @Test func accountingsStandBesideEachOther() throws {
    try Scratch.with { scratch in
      try scratch.write(
        Manifests.costs.replacing(
          "devices: [1, 2]",
          with: "devices: [2]\n  accounting: [paper, physical]"
        ).replacing(/claims:(.|\n)*/, with: ""),
        to: "experiments/lab/costs.yaml")
      #expect(try scratch.run("run", "costs").status == 0)
      #expect(try scratch.run("report").status == 0)
      let page = try Page(scratch.url("results/report.html"))
      check(page)
      #expect(page.text.contains("2 points were computed under both. On "))
      #expect(page.text.contains("<tr><td><code>latency_s</code></td><td>"))
      #expect(page.text.contains("<tr><td>what is charged</td>"))
      #expect(page.text.contains("No claim could be judged."))
    }
  }

  /// What is not there is named as such, and is no link.
  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"))
  func whatIsMissingIsNamed() throws {
    try withRun { scratch in
      try scratch.write(
        Manifests.costs.replacing("costs", with: "other"),
        to: "experiments/lab/other.yaml")
      for name in ["bytes.svg", "bytes.gp"] {
        try FileManager.default.removeItem(
          at: scratch.url("plots/costs-\(name)"))
      }
      try scratch.write("<svg", to: "plots/costs-latency.svg")
      try FileManager.default.removeItem(
        at: scratch.url("results/costs.provenance.json"))
      let output = try scratch.run("report")
      #expect(output.status == 0 && output.err == "")
      let page = try Page(scratch.url("results/report.html"))
      check(page)
      for words in [
        "Without results here: <a href=\"#e-other\">other</a>.",
        "No results here. <code>shardbench run lab/other</code> computes",
        "This figure has not been drawn. <code>shardbench plot lab/costs</code>",
        "cannot be read. <code>shardbench plot lab/costs</code> draws it again",
        "Nothing is recorded of where these results come from.",
      ] {
        #expect(page.text.contains(words), "\(words)")
      }
      #expect(!page.text.contains("<svg"))
    }
  }
}
