import Testing

@testable import Experiments

/// What is said about figures and claims that are wrong.
struct FigureErrorTests {
  @Test(arguments: [
    (
      "figures: [{ x: loss, y: mse }]",
      """
      a.yaml:3:16: error: 'loss' is no column of this experiment
        expected: an axis or a metric: seed, mse, energy_j
        remedy: use one of: seed, mse, energy_j
      """
    ),
    (
      "figures: [{ x: seed, y: latency_s }]",
      """
      a.yaml:3:25: error: 'latency_s' is no column of this experiment
        expected: an axis or a metric: seed, mse, energy_j
        remedy: add 'latency_s' to 'metrics:'
      """
    ),
    (
      "figures: [{ x: seed, y: [mse, enrgy_j] }]",
      """
      a.yaml:3:31: error: 'enrgy_j' is no column of this experiment
        expected: an axis or a metric: seed, mse, energy_j
        remedy: did you mean 'energy_j'?
      """
    ),
    (
      "figures: [{ x: seed, y: [] }]",
      """
      a.yaml:3:25: error: found an empty list
        expected: a word or a list of words
      """
    ),
    (
      "figures: [{ x: seed, y: mse, kind: line }]",
      """
      a.yaml:3:36: error: unknown word 'line'
        expected: one of: lines, points, stacked-bars, winners
        remedy: did you mean 'lines'?
      """
    ),
    (
      "figures: [{ x: seed, y: mse, where: { seed: -1 } }]",
      """
      a.yaml:3:45: error: '-1' is not a value of 'seed'
        expected: an integer of at least 0
      """
    ),
    (
      "figures: [{ x: seed, y: mse }, { x: seed, y: mse }]",
      """
      a.yaml:3:32: error: two figures are called 'a-mse-over-seed'
        expected: distinct names
        remedy: give this one another name
      """
    ),
    (
      "figures: [{ x: seed, y: mse, name: ../x }]",
      """
      a.yaml:3:36: error: '../x' cannot be the figure
        expected: lower-case letters, digits and '-', '_' or '.' between them
        remedy: the name becomes part of file names
      """
    ),
    (
      "figures: [{ x: seed, y: mse, kind: winners, series: seed }]",
      """
      a.yaml:3:11: error: winners need a column that decides
        expected: the key 'best'
        remedy: add 'best:' with a metric such as latency_s
      """
    ),
    (
      "figures: [{ x: seed, y: mse, kind: winners, best: mse }]",
      """
      a.yaml:3:11: error: nobody competes in this map of winners
        expected: the key 'series'
        remedy: add 'series:' with a column such as scheme
      """
    ),
    (
      "figures: [{ x: seed, y: [mse, seed], kind: winners, best: mse, "
        + "series: seed }]",
      """
      a.yaml:3:25: error: a map of winners has one vertical axis
        expected: one column
        remedy: leave one column in 'y:', and draw another figure for the next
      """
    ),
    (
      "figures: [{ x: seed, y: mse, best: mse }]",
      """
      a.yaml:3:36: error: 'best' is not for the kind 'lines'
        expected: 'best' in a figure with 'kind: winners'
        remedy: remove 'best:', or add 'kind: winners'
      """
    ),
    (
      "figures: [{ x: seed, y: mse, kind: points, goal: least }]",
      """
      a.yaml:3:50: error: 'goal' is not for the kind 'points'
        expected: 'goal' in a figure with 'kind: winners'
        remedy: remove 'goal:', or add 'kind: winners'
      """
    ),
    (
      "figures: [{ x: seed, y: mse, kind: winners, log: x }]",
      """
      a.yaml:3:50: error: a map of winners has no 'log'
        expected: squares of one size, without a spread
        remedy: remove 'log:'
      """
    ),
    (
      "figures: [{ x: seed, y: mse, kind: winners, best: mze, series: seed }]",
      """
      a.yaml:3:51: error: 'mze' is no column of this experiment
        expected: an axis or a metric: seed, mse, energy_j
        remedy: did you mean 'mse'?
      """
    ),
    (
      "claims: [{ id: a, says: b }]",
      """
      a.yaml:3:10: error: key 'value' is missing
        expected: the keys id, says, value, expect, tolerance, above, below, evidence, fit, profile, untestable
        remedy: add 'value:'
      """
    ),
    (
      "claims: [{ id: a, says: b, value: c, expect: 1, tolerance: -1, "
        + "evidence: derived }]",
      """
      a.yaml:3:60: error: '-1' is out of range
        expected: a number of at least 0
      """
    ),
    (
      "claims: [{ id: a, says: b, value: c, expect: 1, tolerance: 0, "
        + "evidence: hearsay }]",
      """
      a.yaml:3:73: error: unknown word 'hearsay'
        expected: one of: published, second-hand, derived
        remedy: use one of: published, second-hand, derived
      """
    ),
  ])
  func figuresAndClaims(rest: String, text: String) { check(rest, text) }
}
