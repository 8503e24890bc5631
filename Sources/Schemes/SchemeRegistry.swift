/// The schemes that shardbench knows; a new one is a file and a line here.
public let schemes: [any Scheme] = [
  Single(),
  TensorParallel(),
  Pipeline(),
  Voltage(),
  Prism(),
  Galaxy(),
  DeTransformer(),
  EdgeShard(),
  OneShot(),
  Cats(),
  Astra(),
]

/// The scheme called `name`.
public func scheme(named name: String) -> (any Scheme)? {
  schemes.first { type(of: $0).name == name }
}
