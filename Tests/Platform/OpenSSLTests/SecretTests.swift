import OpenSSL
import Testing

@Suite struct SecretTests {
    /// The vectors of RFC 7914 §12.
    @Test func scryptDerivesTheKeysOfTheStandard() throws {
        #expect(
            Hex.encode(try Scrypt.derive(password: [], salt: [], n: 16, r: 1, p: 1, length: 64))
                == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")
        #expect(
            Hex.encode(
                try Scrypt.derive(
                    password: Array("password".utf8), salt: Array("NaCl".utf8), n: 1_024, r: 8, p: 16, length: 64))
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
        #expect(try Scrypt.derive(password: [1], salt: [2]).count == 32)
    }

    @Test func senselessScryptParametersAreRefused() {
        #expect(throws: CryptoError.self) { try Scrypt.derive(password: [1], salt: [2], n: 1_000) }
        #expect(throws: CryptoError.self) { try Scrypt.derive(password: [1], salt: [2], length: 0) }
    }

    @Test func whatWasSealedOpensWithTheSameKeyAndContextOnly() throws {
        let key = Random.bytes(AEAD.keyByteCount)
        for message in [[], Array("account 17".utf8), Random.bytes(5_000)] {
            let sealed = try AEAD.seal(message, key: key, context: [7])
            #expect(try AEAD.open(sealed, key: key, context: [7]) == message)
            #expect(throws: CryptoError.self) { try AEAD.open(sealed, key: key) }
            #expect(throws: CryptoError.self) { try AEAD.open(sealed, key: Random.bytes(32), context: [7]) }
            for index in stride(from: 0, to: sealed.count, by: max(1, sealed.count / 64)) {
                var forged = sealed
                forged[index] ^= 1
                #expect(throws: CryptoError.self) { try AEAD.open(forged, key: key, context: [7]) }
            }
            #expect(throws: CryptoError.self) { try AEAD.open(Array(sealed.dropLast()), key: key, context: [7]) }
        }
        #expect(throws: CryptoError.self) { try AEAD.open([1, 2, 3], key: key) }
        #expect(throws: CryptoError.self) { try AEAD.seal([1], key: [1, 2, 3]) }
    }

    /// Case 14 of the GCM specification's test vectors: a zero key, nonce and block.
    @Test func openingFollowsTheStandard() throws {
        let zeros = [UInt8](repeating: 0, count: 32)
        let sealed = try #require(
            Hex.decode("000000000000000000000000cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"))
        #expect(try AEAD.open(sealed, key: zeros) == [UInt8](repeating: 0, count: 16))
    }

    @Test func randomBytesAreNotTheSameTwice() {
        #expect(Random.bytes(32) != Random.bytes(32))
        #expect(Random.bytes(0) == [])
        #expect(Random.token().count == 43)
    }
}
