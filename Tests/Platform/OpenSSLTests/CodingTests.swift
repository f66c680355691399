import OpenSSL
import Testing

@Suite struct CodingTests {
    /// The vectors of RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64IsThatOfTheStandard(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
        let unpadded = String(text.filter { $0 != "=" })
        #expect(Base64.encodeURL(Array(plain.utf8)) == unpadded)
        #expect(Base64.decodeURL(unpadded) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zm-_", "Zg==Zg==", "Zé=", "Zm=v",
    ])
    func wrongBase64IsRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Zg==", "Z", "Zh", "Zm9", "Zm+/", "Zm9v Zg"])
    func wrongURLBase64IsRefused(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }

    @Test func everyByteSurvivesEveryCoding() {
        for count in 0...64 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count &* 11) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
        let all = (0...255).map { UInt8($0) }
        #expect(Hex.decode(Hex.encode(all).uppercased()) == all)
    }

    @Test(arguments: ["a", "0g", "0x00", "é0", " 0"])
    func wrongHexIsRefused(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
