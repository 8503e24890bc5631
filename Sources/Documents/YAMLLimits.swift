/// How large a document may be; beyond this it is an error, never a burden.
public enum YAMLLimits {
  /// Bytes of a file.
  public static let bytes = 4 << 20
  /// Levels of nesting, those that aliases bring included.
  public static let depth = 64
  /// Values once aliases are written out; a long text counts as several, one
  /// for each 64 bytes.
  public static let values = 250_000
}
