/// Where the samples of a WAV file are, and how they are written (RIFF, Microsoft's `WAVEFORMATEX`).
///
/// Read from the file's beginning; what a recorder that was cut off left open (a data chunk of length 0 or 0xFFFFFFFF)
/// reaches to the end of the file.
struct WaveFile: Sendable, Hashable {
    /// How a sample is written.
    enum Coding: Sendable, Hashable, CaseIterable {
        /// Unsigned, 128 is silence.
        case pcm8
        /// Signed, little-endian.
        case pcm16
        /// ITU-T G.711.
        case aLaw, muLaw

        /// Bytes a sample.
        var width: Int { self == .pcm16 ? 2 : 1 }

        /// The byte of which silence is made.
        var silence: UInt8 {
            switch self {
            case .pcm8: 0x80
            case .pcm16: 0
            case .aLaw: 0xD5
            case .muLaw: 0xFF
            }
        }
    }

    let coding: Coding
    let channels: Int
    /// Frames a second; a frame is a sample of each channel.
    let rate: Int
    /// Where the samples stand in the file.
    let samples: Range<Int64>

    /// Why a file is no WAV that is read here; the end of a sentence.
    struct Fault: Error, Hashable {
        let reason: String
    }

    /// Bytes a frame.
    var frameBytes: Int { channels * coding.width }
    /// Whole frames.
    var frames: Int64 { (samples.upperBound - samples.lowerBound) / Int64(frameBytes) }
    var durationMs: Int64 { frames * 1000 / Int64(rate) }

    /// So much of a file's beginning is looked at: chunks of text may stand before the samples.
    static let headBytes = 1 << 20

    /// - Parameters:
    ///   - head: The first ``headBytes`` of the file, or all of it.
    ///   - size: Of the whole file.
    init(head: [UInt8], size: Int64) throws(Fault) {
        guard head.count >= 12, Self.isTag("RIFF", at: 0, in: head), Self.isTag("WAVE", at: 8, in: head) else {
            throw Fault(reason: "it is no WAV file")
        }
        var format: (Coding, channels: Int, rate: Int)?
        var place = 12
        while place + 8 <= head.count {
            let length = Int64(Self.number(4, at: place + 4, in: head))
            let content = place + 8
            if Self.isTag("data", at: place, in: head) {
                guard let (coding, channels, rate) = format else { throw Fault(reason: "its samples have no format") }
                let isOpen = length == 0 || length == 0xFFFF_FFFF || Int64(content) + length > size
                let end = isOpen ? size : Int64(content) + length
                let whole = (end - Int64(content)) / Int64(channels * coding.width) * Int64(channels * coding.width)
                self.coding = coding
                self.channels = channels
                self.rate = rate
                samples = Int64(content)..<Int64(content) + whole
                return
            }
            if Self.isTag("fmt ", at: place, in: head) {
                guard length >= 16, content + Int(length) <= head.count else {
                    throw Fault(reason: "its format is cut short")
                }
                format = try Self.format(head, at: content, length: Int(length))
            }
            // Chunks begin at even places.
            let next = Int64(content) + length + length % 2
            guard next <= Int64(head.count) else { break }
            place = Int(next)
        }
        throw Fault(reason: "it has no samples")
    }

    private static func format(
        _ head: [UInt8], at place: Int, length: Int
    ) throws(Fault) -> (Coding, channels: Int, rate: Int) {
        var tag = number(2, at: place, in: head)
        // The extensible form has the tag at the front of its sub-format.
        if tag == 0xFFFE, length >= 26 { tag = number(2, at: place + 24, in: head) }
        let channels = number(2, at: place + 2, in: head)
        let rate = number(4, at: place + 4, in: head)
        let bits = number(2, at: place + 14, in: head)
        guard (1...8).contains(channels), (1...768_000).contains(rate) else {
            throw Fault(reason: "it has \(channels) channels at \(rate) Hz")
        }
        switch (tag, bits) {
        case (1, 8): return (.pcm8, channels, rate)
        case (1, 16): return (.pcm16, channels, rate)
        case (6, 8): return (.aLaw, channels, rate)
        case (7, 8): return (.muLaw, channels, rate)
        default: throw Fault(reason: "its samples are of format \(tag) with \(bits) bits")
        }
    }

    private static func isTag(_ tag: StaticString, at place: Int, in bytes: [UInt8]) -> Bool {
        guard place + 4 <= bytes.count else { return false }
        return tag.withUTF8Buffer { tag in (0..<4).allSatisfy { tag[$0] == bytes[place + $0] } }
    }

    private static func number(_ width: Int, at place: Int, in bytes: [UInt8]) -> Int {
        guard place + width <= bytes.count else { return 0 }
        return (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }

    /// The bytes that a span covers: whole frames, the first and the last one that it touches; nil when it begins after
    /// the end.
    func bytes(of span: RedactedSpan) -> Range<Int64>? {
        let first = Self.frame(span.fromMs, rate)
        // Rounded up, so that no part of a word is left.
        let end = min(frames, Self.frame(span.toMs, rate, roundedUp: true))
        guard first < end else { return nil }
        return samples.lowerBound + first * Int64(frameBytes)..<samples.lowerBound + end * Int64(frameBytes)
    }

    private static func frame(_ milliseconds: Int64, _ rate: Int, roundedUp: Bool = false) -> Int64 {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: Int64(rate))
        guard !overflow else { return .max }
        return (product / 1000) + (roundedUp && product % 1000 > 0 ? 1 : 0)
    }
}

/// ITU-T G.711: the telephone's eight bits as sixteen.
enum Companding {
    /// The sample of each µ-law byte.
    static let muLaw: [Int16] = (0...255).map { byte in
        let bits = ~UInt8(byte)
        let (exponent, mantissa) = (Int(bits >> 4 & 7), Int(bits & 15))
        let magnitude = ((mantissa << 3 | 0x84) << exponent) - 0x84
        return Int16(bits & 0x80 != 0 ? -magnitude : magnitude)
    }

    /// The sample of each A-law byte.
    static let aLaw: [Int16] = (0...255).map { byte in
        let bits = UInt8(byte) ^ 0x55
        let (exponent, mantissa) = (Int(bits >> 4 & 7), Int(bits & 15))
        let magnitude = exponent == 0 ? mantissa << 4 | 8 : (mantissa << 4 | 0x108) << (exponent - 1)
        return Int16(bits & 0x80 != 0 ? magnitude : -magnitude)
    }
}
