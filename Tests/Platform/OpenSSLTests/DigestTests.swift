import OpenSSL
import Testing

@Suite struct DigestTests {
    @Test(arguments: [
        (HashAlgorithm.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func theExampleOfTheStandardHasItsDigest(algorithm: HashAlgorithm, expected: String) {
        #expect(Hex.encode(Digest.hash(algorithm, Array("abc".utf8))) == expected)
    }

    @Test func anEmptyMessageHasADigest() {
        #expect(Hex.encode(Digest.sha1([UInt8]())) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    }

    @Test(arguments: [HashAlgorithm.sha1, .sha256, .sha512])
    func aMessageInPiecesHasTheDigestOfTheWhole(algorithm: HashAlgorithm) {
        let message = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for piece in [1, 7, 63, 64, 65, 127, 128, 129] {
            var hash = Hash(algorithm)
            for start in stride(from: 0, to: message.count, by: piece) {
                hash.update(message[start..<min(start + piece, message.count)])
            }
            #expect(hash.finalize() == Digest.hash(algorithm, message))
        }
    }

    @Test func aCopyGoesOnFromTheSamePoint() {
        var first = Hash(.sha256)
        first.update("ab")
        var second = first
        first.update("x")
        second.update("c")
        #expect(second.finalize() == Digest.sha256(Array("abc".utf8)))
        #expect(first.finalize() == Digest.sha256(Array("abx".utf8)))
    }
}
