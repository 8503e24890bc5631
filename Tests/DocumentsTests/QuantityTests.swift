import TestBasics
import Testing

@testable import Documents

struct QuantityTests {
  @Test(
    arguments: [
      ("10.3 GB/s", .throughput, 10.3e9), ("51 us", .time, 51e-6),
      ("51 µs", .time, 51e-6), ("51 \u{3BC}s", .time, 51e-6),
      ("4 W", .power, 4), ("1 Gbit/s", .bitRate, 1e9),
      ("2 GiB", .size, 2_147_483_648), ("256 kB", .size, 256_000),
      ("100 pJ/B", .energyPerByte, 100e-12), ("64 MHz", .frequency, 64e6),
      ("5.4 GMAC/s", .macRate, 5.4e9), ("3ms", .time, 0.003),
      ("1e3 ns", .time, 1e-6), ("2 min", .time, 120), ("1.5 h", .time, 5400),
      ("1 Wh", .energy, 3600), ("0.1 mJ", .energy, 1e-4), ("0 B", .size, 0),
      ("7.5 nJ/bit", .energyPerBit, 7.5e-9),
      ("4.6 pJ/MAC", .energyPerMAC, 4.6e-12),
      ("128 KiB/s", .throughput, 131_072), (".5 s", .time, 0.5),
      ("1 Eh", .time, nil), ("1E1 s", .time, 10),
    ] as [(String, Dimension, Double?)])
  func readsIntoBaseUnits(text: String, dimension: Dimension, value: Double?) {
    #expect((try? node("'\(text)'").quantity(dimension)) == value)
    #expect((try? node(text).quantity(dimension)) == value)
  }

  @Test(arguments: Dimension.allCases)
  func baseUnitsAreOneAndNamesDistinct(dimension: Dimension) throws {
    let names = dimension.unitNames
    #expect(Set(names).count == names.count)
    #expect(try node("1 \(names[0])").quantity(dimension) == 1)
  }

  @Test(
    arguments: [
      (
        "10", .power,
        """
        a.yaml:1:1: error: '10' has no unit
          expected: one of: W, kW, mW, uW, µW, nW
          remedy: write the unit after the number
        """
      ),
      (
        "10 GHz", .bitRate,
        """
        a.yaml:1:1: error: 'GHz' is not a unit of bit rate
          expected: one of: bit/s, kbit/s, Mbit/s, Gbit/s
          remedy: use one of: bit/s, kbit/s, Mbit/s, Gbit/s
        """
      ),
      (
        "10 Gbits/s", .bitRate,
        """
        a.yaml:1:1: error: 'Gbits/s' is not a unit of bit rate
          expected: one of: bit/s, kbit/s, Mbit/s, Gbit/s
          remedy: did you mean 'Gbit/s'?
        """
      ),
      (
        "fast", .frequency,
        """
        a.yaml:1:1: error: found 'fast'
          expected: a number and a unit of frequency, such as 1 Hz
        """
      ),
      (
        "nan W", .power,
        """
        a.yaml:1:1: error: found 'nan W'
          expected: a number and a unit of power, such as 1 W
        """
      ),
      (
        "1e999 W", .power,
        """
        a.yaml:1:1: error: '1e999 W' is not a finite number
          expected: a number of at least 0
        """
      ),
      (
        "1e-9223372036854775808 W", .power,
        """
        a.yaml:1:1: error: '1e-9223372036854775808 W' is not a finite number
          expected: a number of at least 0
        """
      ),
      (
        "-2 W", .power,
        """
        a.yaml:1:1: error: '-2 W' is out of range
          expected: a number of at least 0 W
        """
      ),
      (
        "[1]", .size,
        """
        a.yaml:1:1: error: found a list
          expected: a size with its unit
        """
      ),
    ] as [(String, Dimension, String)])
  func refusesWithTheRightUnits(
    text: String, dimension: Dimension, expected: String
  ) {
    #expect(complaint { _ = try node(text).quantity(dimension) } == expected)
  }

  @Test func rangesAreInBaseUnits() {
    #expect(
      complaint { _ = try node("3 ms").quantity(.time, in: 0...0.001) } == """
        a.yaml:1:1: error: '3 ms' is out of range
          expected: a number from 0 to 0.001 s
        """)
  }
}
