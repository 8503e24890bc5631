import TestBasics
import Foundation
import Tensors
import Testing

@testable import Models

struct SafetensorsWriteTests {
  private func tensors() throws -> [(name: String, tensor: Tensor)] {
    [
      ("b", try Tensor(Shape(2, 2), [1, -2, 3.5, .infinity])),
      ("a\"\n", try Tensor(Shape(3), [0.1, 0.2, 0.3])),
      ("é", try Tensor(Shape(1, 2, 1), [5, 6])),
    ]
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func roundTrip() throws {
    try withFolder { folder in
      let url = file("w.safetensors", in: folder)
      try Safetensors.write(
        tensors(), metadata: ["z": "1", "note": "é\n"], to: url)
      let read = try Safetensors(url)
      #expect(read.metadata == ["z": "1", "note": "é\n"])
      #expect(read.entries.map(\.name) == ["a\"\n", "b", "é"])
      for (name, tensor) in try tensors() {
        let back = try read.tensor(name, shape: tensor.shape)
        #expect(try back.values() == tensor.values())
      }
      #expect(try names(in: folder) == ["w.safetensors"])
    }
  }

  @Test func orderDoesNotMatter() throws {
    try withFolder { folder in
      let (a, b) = (file("a", in: folder), file("b", in: folder))
      try Safetensors.write(tensors(), metadata: ["x": "", "y": ""], to: a)
      try Safetensors.write(
        tensors().reversed(), metadata: ["y": "", "x": ""], to: b)
      #expect(try Data(contentsOf: a) == Data(contentsOf: b))
    }
  }

  /// Values begin at a multiple of 8, as the format asks of writers.
  @Test func headerIsAligned() throws {
    try withFolder { folder in
      let url = file("a", in: folder)
      try Safetensors.write(
        [("w", try Tensor(Shape(1), [2]))], to: url)
      let header =
        #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
      let expected =
        [56, 0, 0, 0, 0, 0, 0, 0] + header.utf8
        + "  ".utf8 + [0, 0, 0, 64]
      #expect(try [UInt8](Data(contentsOf: url)) == expected)
    }
  }

  @Test func replacesWhole() throws {
    try withFolder(["w": Array("old".utf8)]) { folder in
      let url = file("w", in: folder)
      let old = try Data(contentsOf: url, options: .mappedIfSafe)
      try Safetensors.write([], to: url)
      #expect(try Safetensors(url).entries.isEmpty)
      #expect(old == Data("old".utf8))
    }
  }

  @Test func failuresLeaveNothing() throws {
    try withFolder(["w": Array("old".utf8)]) { folder in
      let url = file("w", in: folder)
      let shapeOnly = [(name: "x", tensor: Tensor(Shape(3)))]
      #expect(
        complaint { try Safetensors.write(shapeOnly, to: url) }
          .contains("write 'x' needs values"))
      #expect(try Data(contentsOf: url) == Data("old".utf8))
      #expect(try names(in: folder) == ["w"])

      let missing = file("no/w", in: folder)
      #expect(
        complaint { try Safetensors.write([], to: missing) } == """
          no/w: error: cannot write the file: No such file or directory
            remedy: check the folder, its permissions and the free space
          """)
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("full"),
        withIntermediateDirectories: true)
      #expect(
        complaint { try Safetensors.write([], to: file("full", in: folder)) }
          .contains("cannot write the file: Is a directory"))
      #expect(try names(in: folder) == ["full", "w"])
    }
  }

  @Test(arguments: [["a", "a"], ["__metadata__"]])
  func refusesNames(names: [String]) throws {
    try withFolder { folder in
      let tensors = try names.map { ($0, try Tensor(Shape(1), [0])) }
      #expect(
        complaint { try Safetensors.write(tensors, to: file("w", in: folder)) }
          == """
          w: error: entry '\(names[0])' cannot be written under this name
            expected: distinct names other than __metadata__
            remedy: rename the tensor
          """)
    }
  }

  @Test func saysWhyAFileCannotBeRead() throws {
    try withFolder { folder in
      #expect(
        complaint { _ = try Safetensors(file("w", in: folder)) } == """
          w: error: cannot read the file: there is no such file
            remedy: fetch it with 'make data', or set SHARDBENCH_DATA to the \
          folder that holds it
          """)
      #expect(
        complaint { _ = try Safetensors(file(".", in: folder)) }
          .contains("cannot read the file: it is a folder"))
    }
    #expect(
      complaint { _ = try Safetensors(URL(fileURLWithPath: "/dev/zero")) }
        .contains("cannot read the file: it is no regular file"))
  }
}
