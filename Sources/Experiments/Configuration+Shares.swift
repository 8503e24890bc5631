import Models
import Platforms
import Schemes

extension Configuration {
  /// - Throws: ``ModelError/unequal(scheme:model:devices:part:count:)`` where
  ///   the platform, or the setting `shares`, asks for equal shares and heads
  ///   or hidden units do not divide.
  func checkShares(_ settings: Settings) throws {
    let asked = settings["shares"]?.word.flatMap(Platform.Shares.init)
    guard (asked ?? platform.defaults.shares) == .equal,
      scheme is TensorParallel
    else { return }
    let shape = model.shape
    let parts = [
      ("heads", shape.heads), ("key-value heads", shape.keyValueHeads),
      ("hidden units", shape.hidden),
    ]
    for (part, count) in parts where count % devices != 0 && count > 1 {
      throw ModelError.unequal(
        scheme: TensorParallel.name, model: shape.name, devices: devices,
        part: part, count: count)
    }
  }
}
