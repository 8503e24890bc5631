import Testing

import Digests

struct SHA256Tests {
  /// Vectors of FIPS 180-4 and of NIST's SHA256ShortMsg.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func givesThePublishedDigests(text: String, digest: String) {
    #expect(sha256(text.utf8) == digest)
  }

  @Test func readsManyBlocks() {
    #expect(
      sha256(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [55, 56, 63, 64, 65])
  func paddingFitsEveryLength(count: Int) {
    let digests = (count...count + 1).map {
      sha256(repeatElement(UInt8(0), count: $0))
    }
    #expect(digests[0].count == 64)
    #expect(digests[0] != digests[1])
  }
}
