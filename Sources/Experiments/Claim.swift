import Diagnostics
import Documents

/// A headline of a publication, and how it is checked.
public struct Claim: Equatable, Sendable {
  /// Where the expected value comes from.
  public enum Evidence: String, CaseIterable, Sendable {
    /// The publication states it.
    case published
    /// Another publication states it.
    case secondHand = "second-hand"
    /// It was computed from what the publication states.
    case derived
  }

  /// What a claim of an order says of its value.
  public enum Order: String, CaseIterable, Sendable {
    /// It is above what is expected.
    case above
    /// It is below.
    case below
  }

  /// The name, distinct within the manifest.
  public var id: String
  /// The claim in words.
  public var says: String
  /// The expression that gives the value from the rows.
  public var value: String
  /// The value that is expected, in the unit of what ``value`` gives.
  public var expect: Double
  /// By how much the value may differ, in the unit of ``expect``.
  public var tolerance: Double
  /// Where only an order is claimed: on which side of `expect` the value is,
  /// however far.
  public var order: Order?
  /// Where `expect` comes from.
  public var evidence: Evidence
  /// Which constants were fitted to this very number, if any were: it can
  /// then be reproduced by fit only.
  public var fit: String?
  /// The only profile whose rows can test it, if not every one can: a short
  /// training says nothing about a long one.
  public var profile: String?
  /// Why no run can test it, if none can, such as settings that nobody told;
  /// the value then only shows what comes out here.
  public var untestable: String?
  /// Where the manifest states `value`.
  public var location: Diagnosis.Location
}

extension ManifestReader {
  /// The claims of a manifest.
  func claims(_ node: Node?) throws -> [Claim] {
    var claims: [Claim] = []
    for item in try node?.sequence() ?? [] {
      let claim = try claim(item)
      if claims.contains(where: { $0.id == claim.id }) {
        throw ManifestError.nameTwice(claim.id, of: "claim", at: item.location)
      }
      claims.append(claim)
    }
    return claims
  }

  private func claim(_ node: Node) throws -> Claim {
    var reader = try MappingReader(node, keys: ManifestKeys.claim)
    let id = try name(reader.required("id"), of: "claim")
    let value = try reader.required("value")
    let (order, expect, tolerance) = try expectation(&reader)
    return Claim(
      id: id,
      says: try reader.required("says").string(),
      value: try value.string(), expect: expect, tolerance: tolerance,
      order: order,
      evidence: try choice(reader.required("evidence")) ?? .published,
      fit: try reader.optional("fit")?.string(),
      profile: try reader.optional("profile")?.string(),
      untestable: try reader.optional("untestable")?.string(),
      location: value.location)
  }

  /// `expect` and `tolerance`, or one of `above` and `below`.
  private func expectation(_ reader: inout MappingReader) throws -> (
    Claim.Order?, expect: Double, tolerance: Double
  ) {
    for order in Claim.Order.allCases {
      if let bound = reader.optional(order.rawValue) {
        return (order, try bound.double(), 0)
      }
    }
    return (
      nil, try reader.required("expect").double(),
      try reader.required("tolerance").double(in: 0 ... .infinity)
    )
  }
}
