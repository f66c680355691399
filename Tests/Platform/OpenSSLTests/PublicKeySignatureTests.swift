import OpenSSL
import Testing

@Suite struct PublicKeySignatureTests {
    /// RFC 8032 §7.1, tests 1 to 3: private key, public key, message, signature.
    private static let vectors = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ]

    @Test func theVectorsOfTheStandardAreMadeAndVerified() throws {
        for (secret, key, message, signature) in Self.vectors {
            let secret = try #require(Hex.decode(secret.utf8)), key = try #require(Hex.decode(key.utf8))
            let message = try #require(Hex.decode(message.utf8)), signature = try #require(Hex.decode(signature.utf8))
            #expect(Ed25519.publicKey(of: secret) == key)
            #expect(Ed25519.signature(of: message, key: secret) == signature)
            #expect(PublicKeySignature.isValidEd25519(signature, of: message, key: key))
        }
    }

    @Test func everyChangedBitIsNoticed() throws {
        let key = try #require(Ed25519.publicKey(of: [UInt8](repeating: 7, count: 32)))
        let message = Array("call.hangup".utf8)
        let signature = try #require(Ed25519.signature(of: message, key: [UInt8](repeating: 7, count: 32)))
        for bit in 0..<(signature.count * 8) {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!PublicKeySignature.isValidEd25519(changed, of: message, key: key))
        }
        for bit in 0..<(message.count * 8) {
            var changed = message
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!PublicKeySignature.isValidEd25519(signature, of: changed, key: key))
        }
    }

    @Test func whatIsNoKeyOrNoSignatureIsFalseAndNothingElse() {
        let bytes = [UInt8](repeating: 0x30, count: 64)
        #expect(!PublicKeySignature.isValidEd25519([], of: [], key: []))
        #expect(!PublicKeySignature.isValidEd25519(bytes, of: bytes, key: bytes))
        for kind in [PublicKeySignature.KeyKind.rsa, .ellipticCurve] {
            #expect(!PublicKeySignature.isValidSHA256([], of: [], key: [], kind: kind))
            #expect(!PublicKeySignature.isValidSHA256(bytes, of: bytes, key: bytes, kind: kind))
        }
        #expect(Ed25519.signature(of: [], key: [1, 2, 3]) == nil)
    }
}
