import Schemes

extension Settings {
  /// The training on one device that goes before another.
  var ofBase: Settings {
    var base = withoutPrune
    base["train.epochs"] = base["train.base_epochs"]
    base["scheme"] = .word(Single.name)
    base["devices"] = .integer(1)
    for name in [
      "train.base_epochs", "train.scheme", "train.devices", "train_loss",
      "train.loss_mode", "collective",
    ] {
      base[name] = nil
    }
    return base
  }
}
