/// What can be wrong with what a program adds to shardbench.
public enum ExtensionError: Error, Equatable {
  /// A scheme, collective, metric or setting whose name is taken already.
  case taken(kind: String, name: String)
  /// A name that manifests and file names cannot have.
  case badName(kind: String, name: String)
}
