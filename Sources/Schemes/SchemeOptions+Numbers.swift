import Cluster
import Models

extension SchemeOptions {
  /// The list of numbers called `name`, one for each device; `nil` if none was
  /// given. Between them stand commas or colons.
  ///
  /// - Throws: ``ModelError/option(_:value:expected:)``.
  func numbers(_ name: String, devices: Int, least: Double) throws -> [Double]?
  {
    guard let text = word(name) else { return nil }
    let found = text.split { $0 == "," || $0 == ":" }.map {
      Double($0.filter { $0 != " " }) ?? .nan
    }
    guard found.count == devices,
      found.allSatisfy({ $0 >= least && $0 <= 1e9 })
    else {
      throw ModelError.option(
        name, value: "'\(text)'",
        expected: "\(devices) numbers with commas between them, one for "
          + "each device, \(least) to 1e9")
    }
    return found
  }
}
