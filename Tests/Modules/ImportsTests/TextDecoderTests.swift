import TestTools
import Testing

@testable import Imports

@Suite struct TextDecoderTests {
    typealias Encoding = TextDecoder.Encoding

    private static let text = "name;phone\nZoë Ọlá 😀;+234\n"

    private static func utf16(_ text: String, isBig: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
            return isBig ? [high, low] : [low, high]
        }
    }

    private static let cases: [(bytes: [UInt8], text: [UInt8], encoding: Encoding)] = [
        (Array(text.utf8), Array(text.utf8), .utf8),
        ([0xEF, 0xBB, 0xBF] + Array(text.utf8), Array(text.utf8), .utf8),
        ([0xFF, 0xFE] + utf16(text, isBig: false), Array(text.utf8), .utf16LE),
        ([0xFE, 0xFF] + utf16(text, isBig: true), Array(text.utf8), .utf16BE),
        (utf16(text, isBig: false), Array(text.utf8), .utf16LE), (utf16(text, isBig: true), Array(text.utf8), .utf16BE),
        (utf16(text, isBig: false) + [0x3D, 0xD8, 0x41, 0x00, 0x42], Array("\(text)\u{FFFD}A\u{FFFD}".utf8), .utf16LE),
        (Array("name\nZo".utf8) + [0xEB], Array("name\nZo".utf8) + [0xEB], .windows1252),
        (Array("Zoë,Zo".utf8) + [0xEB], Array("Zoë,Zo".utf8) + [0xEB], .mixed),
        (Array("name\nZo".utf8) + [0xC3], Array("name\nZo".utf8) + [0xC3], .windows1252),
        ([0xED, 0xA0, 0x80], [0xED, 0xA0, 0x80], .windows1252), ([], [], .utf8), ([0xEF, 0xBB, 0xBF], [], .utf8),
        (Array("a".utf8), Array("a".utf8), .utf8),
    ]

    private static func decode(_ pieces: [[UInt8]]) -> (text: [UInt8], encoding: Encoding) {
        var decoder = TextDecoder()
        var text: [UInt8] = []
        for piece in pieces { text += decoder.decode(piece) }
        text += decoder.finish()
        return (text, decoder.encoding)
    }

    @Test(arguments: cases)
    func anEncodingIsFoundHoweverTheBytesCome(bytes: [UInt8], text: [UInt8], encoding: Encoding) {
        for cut in 0...bytes.count {
            let found = Self.decode([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(found.text == text && found.encoding == encoding, "cut at \(cut)")
        }
        let found = Self.decode(bytes.map { [$0] })
        #expect(found.text == text && found.encoding == encoding)
    }

    @Test func whetherBytesAreUTF8IsWhatTheStandardLibrarySays() {
        var random = SeededGenerator(seed: 11)
        let alphabet: [UInt8] = [
            0x41, 0x7F, 0x80, 0xBF, 0xC1, 0xC3, 0xE0, 0xA0, 0xED, 0x9F, 0xEF, 0xF0, 0x90, 0xF4, 0x8F,
        ]
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 1..<12, using: &random)).compactMap { _ in
                alphabet.randomElement(using: &random)
            }
            let isUTF8 = Self.decode([bytes]).encoding == .utf8
            #expect(isUTF8 == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
    }

    @Test func latin1AndWindowsLettersAreRead() {
        #expect(Windows1252.text([0x5A, 0x6F, 0xEB, 0x20, 0x80, 0x93, 0x81]) == "Zoë €“\u{FFFD}")
    }
}
