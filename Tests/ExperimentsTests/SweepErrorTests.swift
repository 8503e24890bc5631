import Testing

@testable import Experiments

/// What is said about axes, points, seeds and profiles that are wrong.
struct SweepErrorTests {
  @Test(arguments: [
    (
      "sweep: { devices: [] }",
      """
      a.yaml:3:19: error: axis 'devices' is empty
        expected: at least one value
        remedy: add values or remove the axis
      """
    ),
    (
      "sweep: { devices: 3 }",
      """
      a.yaml:3:19: error: found '3'
        expected: a list
      """
    ),
    (
      "sweep: { devices: [2, 4, 2] }",
      """
      a.yaml:3:26: error: axis 'devices' has the value '2' twice
        expected: distinct values
        remedy: remove one of the two
      """
    ),
    (
      "sweep: { los: [0] }",
      """
      a.yaml:3:10: error: unknown setting 'los'
        expected: a setting
        remedy: did you mean 'loss'?
      """
    ),
    (
      "loss: 0\nsweep: { loss: [0] }",
      """
      a.yaml:4:10: error: 'loss' is swept here and fixed at a.yaml:3:1
        expected: either of them
        remedy: remove one; in a profile, 'loss: ~' removes the fixed value
      """
    ),
    (
      "sweep: { data: [a], data.set: [b] }",
      """
      a.yaml:3:21: error: two axes are called 'data.set'
        expected: distinct axes
        remedy: remove one of the two
      """
    ),
    (
      "sweep: { loss: [0] }\nzip: [{ loss: [1] }]",
      """
      a.yaml:4:9: error: two axes are called 'loss'
        expected: distinct axes
        remedy: remove one of the two
      """
    ),
    (
      "zip: [{ loss: [0, 1], devices: [1] }]",
      """
      a.yaml:3:7: error: axes that advance together differ in length: \
      loss has 2, devices has 1
        expected: equal lengths
        remedy: add the missing values, or move an axis to 'sweep:'
      """
    ),
    (
      "zip: [{}]",
      """
      a.yaml:3:7: error: axis 'zip' is empty
        expected: at least one value
        remedy: add values or remove the axis
      """
    ),
    (
      "sweep: { loss: { from: 0, to: 1, stp: 0.1 } }",
      """
      a.yaml:3:34: error: unknown key 'stp'
        expected: one of: from, to, step
        remedy: did you mean 'step'?
      """
    ),
    (
      "sweep: { loss: { from: 0, to: 1, step: 0 } }",
      """
      a.yaml:3:16: error: the range of 'loss' has step 0
        expected: a step that is not 0
      """
    ),
    (
      "sweep: { loss: { from: 0, to: 1, step: -0.1 } }",
      """
      a.yaml:3:16: error: the range of 'loss' leads away from its end
        expected: a step towards 'to'
        remedy: change the sign of 'step'
      """
    ),
    (
      "sweep: { loss: { from: 0, to: 1, step: 0.3 } }",
      """
      a.yaml:3:16: error: the range of 'loss' misses its end
        expected: a whole number of steps between 'from' and 'to'
        remedy: the last value before the end is 0.9
      """
    ),
    (
      "sweep: { loss: { from: 0, to: 1, step: 1e-7 } }",
      """
      a.yaml:3:16: error: the range of 'loss' has too many values
        expected: at most 1000000
        remedy: use a larger step
      """
    ),
    (
      "sweep: { loss: { from: 0, to: 1, step: 1e-300 } }",
      """
      a.yaml:3:16: error: the range of 'loss' has too many digits
        expected: at most 15 digits in 'from', 'to' and 'step' together
      """
    ),
    (
      "sweep: { loss: { from: 0, to: nan, step: 1 } }",
      """
      a.yaml:3:31: error: 'nan' is not a finite number
        expected: a number
      """
    ),
    (
      "sweep: { devices: { from: 1, to: 2, step: 0.5 } }",
      """
      a.yaml:3:19: error: '1.5' is not a value of 'devices'
        expected: an integer from 1 to 64
      """
    ),
    (
      "sweep: { loss: { from: 0, to: 1, step: 0.001 }, "
        + "prune: { from: 0, to: 1, step: 0.001 } }",
      """
      a.yaml:3:8: error: the sweep has too many points
        expected: at most 1000000
        remedy: use fewer values, or split the experiment
      """
    ),
  ])
  func axes(rest: String, text: String) { check(rest, text) }

  @Test(arguments: [
    (
      "sweep: { loss: [0, 1] }\nexclude: [{ loss: \">=0\" }]",
      """
      a.yaml:4:10: error: no point is left
        expected: at least one point
        remedy: relax 'exclude:'
      """
    ),
    (
      "exclude: [{ loss: \">many\" }]",
      """
      a.yaml:3:19: error: '>many' is no condition on 'loss'
        expected: a value, a list of values, or one of \
      ">4", ">=4", "<4", "<=4" for a number
      """
    ),
    (
      "exclude: [{ scheme: \">4\" }]",
      """
      a.yaml:3:21: error: '>4' is not a value of 'scheme'
        expected: one of: single, cats, voltage
      """
    ),
    (
      "exclude: [{ lss: 1 }]",
      """
      a.yaml:3:13: error: unknown setting 'lss'
        expected: a setting
        remedy: did you mean 'loss'?
      """
    ),
    (
      "exclude: [{}]",
      """
      a.yaml:3:11: error: found an empty mapping
        expected: settings and values
      """
    ),
    (
      "seeds: 0",
      """
      a.yaml:3:8: error: '0' is out of range
        expected: an integer from 1 to 1000000
      """
    ),
    (
      "seeds: [1, 2, 1]",
      """
      a.yaml:3:15: error: seed 1 is listed twice
        expected: a count, or a list of distinct whole numbers
      """
    ),
    (
      "seeds: []",
      """
      a.yaml:3:8: error: no seed is listed
        expected: a count, or a list of distinct whole numbers
      """
    ),
    (
      "profiles: { fast: { seds: 1 } }",
      """
      a.yaml:3:21: error: unknown key 'seds'
        expected: a key of a manifest or a setting
        remedy: did you mean 'seeds'?
      """
    ),
    (
      "profiles: { fast: { loss: 2 } }",
      """
      a.yaml:3:27: error: '2' is not a value of 'loss'
        expected: a number from 0 to 1
      """
    ),
    (
      "profiles: { fast: { profiles: {} } }",
      """
      a.yaml:3:21: error: a profile cannot have profiles
        expected: overrides of other keys
        remedy: move it one level up
      """
    ),
    (
      "profiles: { a/b: {} }",
      """
      a.yaml:3:13: error: 'a/b' cannot be the profile
        expected: lower-case letters, digits and '-', '_' or '.' between them
        remedy: the name becomes part of file names
      """
    ),
  ])
  func pointsAndProfiles(rest: String, text: String) { check(rest, text) }
}
