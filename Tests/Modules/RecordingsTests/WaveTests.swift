import ModuleKit
import TestTools
import Testing

@testable import Recordings

/// Reading WAV, G.711, and waveforms: pure, whatever the pieces.
@Suite struct WaveTests {
    private static func number(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func chunk(_ name: String, _ content: [UInt8], length: Int? = nil) -> [UInt8] {
        Array(name.utf8) + number(length ?? content.count, 4) + content + (content.count % 2 == 1 ? [0] : [])
    }

    private static func format(_ tag: Int, _ bits: Int, channels: Int = 1, rate: Int = 8000) -> [UInt8] {
        number(tag, 2) + number(channels, 2) + number(rate, 4) + number(rate * channels * bits / 8, 4)
            + number(channels * bits / 8, 2) + number(bits, 2)
    }

    private static func file(_ chunks: [UInt8]...) -> [UInt8] {
        let content = Array("WAVE".utf8) + chunks.joined()
        return Array("RIFF".utf8) + number(content.count, 4) + content
    }

    @Test(arguments: [
        (1, 8, WaveFile.Coding.pcm8), (1, 16, .pcm16), (6, 8, .aLaw), (7, 8, .muLaw),
    ])
    func eachCodingIsKnownByItsTagAndBits(tag: Int, bits: Int, coding: WaveFile.Coding) throws {
        let bytes = Self.file(Self.chunk("fmt ", Self.format(tag, bits)), Self.chunk("data", [1, 2, 3, 4]))
        let wave = try WaveFile(head: bytes, size: Int64(bytes.count))
        #expect(wave.coding == coding && wave.samples == 44..<48 && wave.frames == Int64(4 / coding.width))
    }

    @Test func otherChunksAreSteppedOverAndTheExtensibleFormatIsRead() throws {
        let extensible =
            Self.format(0xFFFE, 16, channels: 2) + Self.number(22, 2) + Self.number(16, 2)
            + Self.number(3, 4) + Self.number(1, 2) + [UInt8](repeating: 0, count: 14)
        let bytes = Self.file(
            Self.chunk("LIST", [1, 2, 3]), Self.chunk("fmt ", extensible), Self.chunk("fact", [0, 0, 0, 0]),
            Self.chunk("data", [UInt8](repeating: 5, count: 10)))
        let wave = try WaveFile(head: bytes, size: Int64(bytes.count))
        #expect(wave.coding == .pcm16 && wave.channels == 2)
        // A frame that is not whole is left alone.
        #expect(wave.frames == 2 && wave.samples.count == 8)
    }

    @Test(arguments: [0, 0xFFFF_FFFF, 1000])
    func aLengthThatWasNeverWrittenReachesToTheEnd(length: Int) throws {
        let bytes = Self.file(
            Self.chunk("fmt ", Self.format(7, 8)), Self.chunk("data", [1, 2, 3, 4, 5, 6], length: length))
        #expect(try WaveFile(head: bytes, size: Int64(bytes.count)).frames == 6)
    }

    @Test func whatIsNoWaveIsAFaultAtEveryLength() throws {
        let bytes = Self.file(Self.chunk("fmt ", Self.format(1, 16)), Self.chunk("data", [1, 2]))
        for count in 0..<44 {
            #expect(throws: WaveFile.Fault.self) {
                try WaveFile(head: Array(bytes.prefix(count)), size: Int64(count))
            }
        }
        for format in [
            Self.format(3, 32), Self.format(1, 24), Self.format(1, 16, channels: 0), Self.format(1, 16, rate: 0),
        ] {
            let bytes = Self.file(Self.chunk("fmt ", format), Self.chunk("data", [1, 2, 3, 4]))
            #expect(throws: WaveFile.Fault.self) { try WaveFile(head: bytes, size: Int64(bytes.count)) }
        }
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                changed[Int.random(in: 0..<changed.count, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            // Anything but a crash is right, and the samples lie in the file.
            if let wave = try? WaveFile(head: changed, size: Int64(changed.count)) {
                #expect(wave.samples.upperBound <= Int64(changed.count))
            }
        }
    }

    /// Values of the tables of ITU-T G.711, scaled to 16 bits.
    @Test func companding() {
        #expect([0x00, 0x7F, 0x80, 0xFF, 0x0F].map { Companding.muLaw[$0] } == [-32_124, 0, 32_124, 0, -16_764])
        #expect([0xD5, 0x55, 0xAA, 0x2A, 0x80].map { Companding.aLaw[$0] } == [8, -8, 32_256, -32_256, 5_504])
        for table in [Companding.muLaw, Companding.aLaw] {
            for byte in 0..<128 { #expect(table[byte] == -table[byte | 0x80]) }
        }
    }

    @Test(arguments: [(0, 1, 0, 8), (0, 1000, 0, 8000), (1, 2, 8, 16), (999, 5_000, 7_992, 8_000)])
    func aSpanCoversEveryFrameThatItTouches(from: Int64, to: Int64, first: Int64, end: Int64) throws {
        let bytes = Self.file(
            Self.chunk("fmt ", Self.format(1, 16)), Self.chunk("data", [UInt8](repeating: 0, count: 16_000)))
        let wave = try WaveFile(head: bytes, size: Int64(bytes.count))
        #expect(wave.bytes(of: RedactedSpan(fromMs: from, toMs: to)) == 44 + first * 2..<44 + end * 2)
        #expect(wave.bytes(of: RedactedSpan(fromMs: 1_000, toMs: 2_000)) == nil)
    }

    @Test func aWaveformIsTheSameWhateverThePieces() throws {
        var random = SeededGenerator(seed: 5)
        let samples = (0..<6_004).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let bytes = Self.file(Self.chunk("fmt ", Self.format(1, 16, channels: 2)), Self.chunk("data", samples))
        let wave = try WaveFile(head: bytes, size: Int64(bytes.count))
        var whole = Waveform(wave)
        whole.append(samples)
        for size in [1, 2, 3, 5, 7, 4_096] {
            var pieces = Waveform(wave)
            for start in stride(from: 0, to: samples.count, by: size) {
                pieces.append(Array(samples[start..<min(samples.count, start + size)]))
            }
            #expect(pieces.json == whole.json, "\(size)")
        }
        #expect(whole.parts == 1_000 && whole.peaks.count == 2)
    }

    @Test func aSoundShorterThanItsPartsHasAPartForEachFrame() throws {
        let bytes = Self.file(Self.chunk("fmt ", Self.format(7, 8)), Self.chunk("data", [0x00, 0x80, 0xFF]))
        let wave = try WaveFile(head: bytes, size: Int64(bytes.count))
        var waveform = Waveform(wave)
        waveform.append([0x00, 0x80, 0xFF])
        #expect(waveform.peaks[0].map(\.low) == [-126, 0, 0] && waveform.peaks[0].map(\.high) == [0, 125, 0])
        let empty = Self.file(Self.chunk("fmt ", Self.format(7, 8)), Self.chunk("data", []))
        var nothing = Waveform(try WaveFile(head: empty, size: Int64(empty.count)))
        nothing.append([])
        #expect(nothing.parts == 0)
    }
}
