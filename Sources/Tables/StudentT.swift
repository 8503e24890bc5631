/// Student's t distribution.
public enum StudentT {
  /// The 0.975 quantile for 1 to 29 degrees of freedom.
  public static let quantiles = [
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622,
    2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009,
    2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518,
    2.0484, 2.0452,
  ]

  /// The 0.975 quantile; that of the normal distribution from 30 degrees on.
  public static func quantile(degrees: Int) -> Double {
    quantiles.indices.contains(degrees - 1) ? quantiles[degrees - 1] : 1.96
  }
}
