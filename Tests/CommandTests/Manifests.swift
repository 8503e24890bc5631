/// Manifests for the scratch workspace.
enum Manifests {
  /// Four points by shapes alone, two figures, three claims.
  static let costs = """
    experiment: costs
    note: "Costs of the <tiny> model & its splits"
    model: tiny
    platform: \(Scratch.platform)
    sweep:
      scheme: [tensor-parallel, voltage]
      devices: [1, 2]
    metrics: [latency_s, air_bytes, fits]
    figures:
      - { name: costs-latency, x: devices, y: latency_s, series: scheme }
      - { name: costs-bytes, x: devices, y: air_bytes, series: scheme }
    claims:
      - { id: fit, says: "it fits", value: "mean(fits | devices=1)", expect: 1, tolerance: 0, evidence: published }
      - { id: free, says: "one | device is silent", value: "max(air_bytes | devices=1)", expect: 0, tolerance: 0, evidence: derived, fit: "a constant" }
      - { id: dear, says: "two devices send nothing", value: "min(air_bytes | devices=2, scheme=tensor-parallel)", expect: 0, tolerance: 1, evidence: second-hand }

    """

  /// Eight points with real values and losses; the profile quick has four.
  static let losses = """
    experiment: losses
    model: tiny
    platform: \(Scratch.platform)
    data: { set: model-samples, texts: 2, length: 8 }
    scheme: tensor-parallel
    weight_format: fp32
    message_format: fp32
    sweep:
      devices: [1, 2]
      loss: [0, 0.5]
    seeds: 2
    profiles: { quick: { seeds: 1 } }
    metrics: [perplexity, top1_agreement, greedy_prefix_tokens]

    """

  /// Two points of four fail: the model has two key-value heads. The file is
  /// to be called otherwise than the experiment.
  static let split = """
    experiment: too-many
    model: tiny
    platform: \(Scratch.platform)
    scheme: tensor-parallel
    sweep:
      devices: [1, 2, 3, 4]
    metrics: [air_bytes]

    """

  /// Two points, the first of which takes much longer than any test.
  static let long =
    losses.replacing("texts: 2, length: 8", with: "length: 64")
    .replacing("devices: [1, 2]", with: "data.texts: [10000, 1]")
    .replacing("loss: [0, 0.5]", with: "loss: [0]")
    .replacing("seeds: 2", with: "seeds: 1")

  /// Forty points by shapes alone and a figure.
  static let many = """
    experiment: many
    model: tiny
    platform: \(Scratch.platform)
    sweep:
      scheme: [tensor-parallel, voltage]
      devices: [1, 2]
      tokens: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    metrics: [latency_s, energy_j, air_bytes]
    figures:
      - { name: many-latency, x: tokens, y: latency_s, series: scheme, panel: devices }

    """
}
