/// Beamformers in closed form: the starts and the baselines.
extension AggregationProblem {
  /// The eigenvectors of the L largest eigenvalues of a Hermitian matrix.
  func leading(_ matrix: ComplexMatrix) throws -> ComplexMatrix {
    let vectors = try matrix.hermitianEigen().vectors
    return vectors.columns((vectors.columns - streams)..<vectors.columns)
  }

  /// Leading eigenvectors of the weighted centroid of the devices' signal
  /// spaces, `sum_n (w_n / |H_n|^2) U_n U_n^H`: weak devices weigh more.
  func centroid() throws -> ComplexMatrix {
    try leading(
      centroid { channel, _, weight in weight / channel.squaredNorm })
  }

  /// The centroid of Zhu and Huang (arXiv 1803.11129), with weights
  /// `sigma_min(H_n)^2 / w_n`: weak devices weigh less. The weights are
  /// recalled, not checked against the article.
  func zhuHuang() throws -> ComplexMatrix {
    try leading(
      centroid { _, singular, weight in
        let least = singular.last ?? 0
        return least * least / weight
      })
  }

  private func centroid(
    _ weight: (
      _ channel: ComplexMatrix, _ singularValues: [Double], _ weight: Double
    ) -> Double
  ) throws -> ComplexMatrix {
    var sum = ComplexMatrix(rows: serverAntennas, columns: serverAntennas)
    var total = 0.0
    for (channel, own) in zip(channels, weights) {
      let (left, values, _) = try channel.singularValues()
      let factor = weight(channel, values, own)
      total += factor
      sum = sum + factor * (left * left.adjoint)
    }
    return total > 0 ? (1 / total) * sum : sum
  }

  /// An orthonormal beamformer, uniform over all of them.
  func randomBeamformer(seed: UInt64, block: UInt64) throws -> ComplexMatrix {
    let draws = GaussianDraws(seed: seed, purpose: .beamformer, block: block)
    let g = draws.matrix(rows: serverAntennas, columns: streams)
    // The polar factor of a normal matrix: same law from any side.
    return try g
      * (g.adjoint * g).hermitianFunction { 1 / $0.squareRoot() }
  }
}
