import TestBasics
import Foundation
import Testing

@testable import Models

struct ImageFileTests {
  private static let again = "fetch the file again with 'make data'"

  @Test(
    arguments: [
      ([], "the file is too short for an IDX header", magic),
      (
        [0, 0, 8, 3, 0, 0, 0], "the file is too short for an IDX header", magic
      ),
      (idxHeader(0x801, 1, 1, 1), "the file begins with 0x00000801", magic),
      (idxHeader(0xD03, 1, 1, 1), "the file begins with 0x00000d03", magic),
      (
        idxHeader(0x803, .max, .max, .max),
        "the header gives the extents [4294967295, 4294967295, 4294967295]",
        "extents whose product fits into a file"
      ),
      (
        idxHeader(0x803, 2, 1, 2) + [1, 2, 3], "the file has 19 bytes",
        "20 bytes"
      ),
      (
        idxHeader(0x803, 1, 1, 1) + [1, 2], "the file has 18 bytes", "17 bytes"
      ),
      (
        idxHeader(0x803, 60_000, 28, 28), "the file has 16 bytes",
        "47040016 bytes"
      ),
    ] as [([UInt8], String, String)])
  func idx(bytes: [UInt8], problem: String, expected: String) {
    #expect(
      complaint { _ = try IDX(bytes, dimensions: 3, file: "a.idx") } == """
        a.idx: error: \(problem)
          expected: \(expected)
          remedy: \(Self.again)
        """)
  }

  private static let magic = "0x00000803: unsigned bytes in 3 dimensions"

  private func digits(_ count: Int) -> [UInt8] {
    idxHeader(0x803, UInt32(count), 28, 28)
      + (0..<count * 784).map { UInt8($0 % 251) }
  }

  @Test(arguments: [false, true])
  func mnistPlainAndPacked(isPacked: Bool) throws {
    let images = digits(3)
    let labels = idxHeader(0x801, 3) + [7, 0, 9]
    let end = isPacked ? ".gz" : ""
    let files = [
      "t10k-images-idx3-ubyte" + end: isPacked ? try packed(images) : images,
      "t10k-labels-idx1-ubyte" + end: isPacked ? try packed(labels) : labels,
    ]
    try withFolder(files) { folder in
      let set = try MNIST.read(folder, .test)
      #expect(set.labels == [7, 0, 9])
      #expect(set.pixels == Array(images[16...]))
      let batch = try set.batch([2, 0])
      #expect(batch.shape.description == "2x784")
      let pixels = set.pixels[1568...] + set.pixels[..<784]
      let expected = pixels.map { Float($0) * (1 / 255) }
      #expect(try batch.values() == expected)
      #expect(try set.subset(1..<2).labels == [0])
      #expect(try set.subset(1..<2).pixels == Array(set.pixels[784..<1568]))
      #expect(try set.subset(3..<3).count == 0)
      #expect(
        complaint { _ = try set.batch([3]) } == """
          error: there is no item 3 in the data
            expected: 0 to 2
            remedy: ask for fewer items
          """)
      #expect(complaint { _ = try set.subset(2..<5) }.contains("no item 5"))
      #expect(
        complaint { _ = try MNIST.read(folder, .train) }
          .contains("train-images-idx3-ubyte.gz: error: cannot read the file"))
    }
  }

  @Test(
    arguments: [
      (
        3, [1, 2],
        "i: error: the file has 3 items, but l has 2\n"
          + "  expected: as many in both\n"
          + "  remedy: use two files that belong together; " + again
      ),
      (
        2, [3, 10],
        "l: error: entry 1 holds the label 10\n"
          + "  expected: a label from 0 to 9\n  remedy: " + again
      ),
    ] as [(Int, [UInt8], String)])
  func mnistLabels(count: Int, labels: [UInt8], message: String) throws {
    let files = [
      "i": digits(count), "l": idxHeader(0x801, UInt32(labels.count)) + labels,
    ]
    try withFolder(files) { folder in
      #expect(
        complaint {
          _ = try MNIST.read(
            images: file("i", in: folder), labels: file("l", in: folder))
        } == message)
    }
  }

  @Test func mnistSize() throws {
    let files = ["i": idxHeader(0x803, 1, 2, 2) + [1, 2, 3, 4]]
    try withFolder(files) { folder in
      #expect(
        complaint {
          let images = file("i", in: folder)
          _ = try MNIST.read(images: images, labels: images)
        } == """
          i: error: the header gives the extents [1, 2, 2]
            expected: [1, 28, 28], of which the first is free
            remedy: \(Self.again)
          """)
    }
  }

  @Test func cifar() throws {
    let record = { (label: UInt8) in
      [label] + (0..<3072).map { UInt8(($0 + Int(label)) % 256) }
    }
    var files = ["test_batch.bin": record(3) + record(9)]
    for i in 1...5 { files["data_batch_\(i).bin"] = record(UInt8(i)) }
    try withFolder(files) { folder in
      let test = try CIFAR10.read(folder, .test)
      #expect(test.labels == [3, 9])
      #expect(test.channels == 3 && test.imageSize == 3072)
      #expect(test.pixels == Array(record(3)[1...] + record(9)[1...]))
      #expect(try CIFAR10.read(folder, .train).labels == [1, 2, 3, 4, 5])
    }
  }

  @Test(
    arguments: [
      ([], "the file has 0 bytes", "one or more records of 3073 bytes"),
      (
        [UInt8](repeating: 0, count: 3072), "the file has 3072 bytes",
        "one or more records of 3073 bytes"
      ),
      (
        [UInt8](repeating: 10, count: 3073), "entry 0 holds the label 10",
        "a label from 0 to 9"
      ),
    ] as [([UInt8], String, String)])
  func cifarErrors(bytes: [UInt8], problem: String, expected: String) throws {
    try withFolder(["a.bin": bytes]) { folder in
      #expect(
        complaint {
          _ = try CIFAR10.read(files: [file("a.bin", in: folder)])
        } == """
          a.bin: error: \(problem)
            expected: \(expected)
            remedy: \(Self.again)
          """)
    }
  }
}
