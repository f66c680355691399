import OpenSSL
import Testing

/// The cases of RFC 2202 §3 and RFC 4231 §4.
@Suite struct HMACTests {
    @Test(arguments: [
        ([UInt8](repeating: 0x0b, count: 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
        (Array("Jefe".utf8), "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            [UInt8](repeating: 0xaa, count: 80), "Test Using Larger Than Block-Size Key - Hash Key First",
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        ),
    ])
    func sha1CodesAreThoseOfTheStandard(key: [UInt8], message: String, expected: String) {
        #expect(Hex.encode(HMAC.authenticate(.sha1, key: key, Array(message.utf8))) == expected)
    }

    @Test func sha256And512CodesAreThoseOfTheStandard() {
        let key = Array("Jefe".utf8), message = Array("what do ya want for nothing?".utf8)
        #expect(
            Hex.encode(HMAC.authenticate(.sha256, key: key, message))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            Hex.encode(HMAC.authenticate(.sha512, key: key, message))
                == "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")
    }

    @Test func onePreparedKeyServesManyMessages() {
        let key = HMAC(.sha1, key: Array("secret".utf8))
        for message in ["", "a", String(repeating: "long ", count: 300)] {
            var mac = key
            mac.update(message)
            #expect(mac.finalize() == HMAC.authenticate(.sha1, key: Array("secret".utf8), Array(message.utf8)))
            #expect(mac.matches(mac.finalize()))
        }
    }

    @Test func onlyTheWholeCodeMatches() {
        let mac = HMAC(.sha256, key: [1, 2, 3])
        let code = mac.finalize()
        #expect(!mac.matches(code.dropLast()))
        #expect(!mac.matches(code + [0]))
        #expect(!mac.matches([]))
        for index in code.indices {
            var wrong = code
            wrong[index] ^= 1
            #expect(!mac.matches(wrong))
        }
    }

    @Test func secretsAreComparedWhole() {
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(constantTimeEquals([UInt8](), []))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
        #expect(constantTimeEquals("né", "né") && !constantTimeEquals("a", "b"))
    }
}
