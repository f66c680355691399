import JSON

/// The outline of a sound: of each channel and each of at most 1,000 equal parts, the lowest and the highest sample.
///
/// Pure: takes the file's samples in pieces of any length.
struct Waveform: Sendable {
    static let mostParts = 1000

    let wave: WaveFile
    let parts: Int
    /// Per channel, per part: lowest and highest, −128…127.
    private(set) var peaks: [[(low: Int8, high: Int8)]]
    private var frame: Int64 = 0
    private var rest: [UInt8] = []

    init(_ wave: WaveFile) {
        self.wave = wave
        parts = Int(min(Int64(Self.mostParts), wave.frames))
        peaks = Array(repeating: Array(repeating: (0, 0), count: parts), count: wave.channels)
        rest.reserveCapacity(wave.frameBytes)
    }

    /// Takes the next samples.
    mutating func append(_ bytes: [UInt8]) {
        guard parts > 0 else { return }
        let bytes = rest.isEmpty ? bytes : rest + bytes
        let width = wave.frameBytes
        let whole = bytes.count / width * width
        bytes.withUnsafeBufferPointer { buffer in
            for start in stride(from: 0, to: whole, by: width) {
                let part = min(parts - 1, Int(frame * Int64(parts) / wave.frames))
                for channel in peaks.indices { note(buffer, start + channel * wave.coding.width, channel, part) }
                frame += 1
            }
        }
        rest = Array(bytes[whole...])
    }

    @inline(__always)
    private mutating func note(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ channel: Int, _ part: Int) {
        let sample: Int8 =
            switch wave.coding {
            case .pcm8: Int8(truncatingIfNeeded: Int(bytes[place]) - 128)
            // The upper half is the sample in eight bits.
            case .pcm16: Int8(bitPattern: bytes[place + 1])
            case .aLaw: Int8(truncatingIfNeeded: Companding.aLaw[Int(bytes[place])] >> 8)
            case .muLaw: Int8(truncatingIfNeeded: Companding.muLaw[Int(bytes[place])] >> 8)
            }
        if sample < peaks[channel][part].low { peaks[channel][part].low = sample }
        if sample > peaks[channel][part].high { peaks[channel][part].high = sample }
    }

    /// As it is kept and answered; a channel of `peaks` is low, high, low, high and so on.
    var json: [UInt8] {
        var json = JSONWriter(capacity: peaks.count * parts * 8 + 128)
        json.object {
            $0.member("durationMs", wave.durationMs)
            $0.member("sampleRate", wave.rate)
            $0.member("channels", wave.channels)
            $0.member("parts", parts)
            $0.array("peaks") { list in
                for channel in peaks {
                    list.array { list in
                        for peak in channel {
                            list.value(Int(peak.low))
                            list.value(Int(peak.high))
                        }
                    }
                }
            }
        }
        return json.bytes
    }

    static let schema: Schema = .object([
        .required("durationMs", .integer(min: 0)), .required("sampleRate", .integer(min: 1)),
        .required("channels", .integer(min: 1, max: 8)),
        .required("parts", .integer(min: 0, max: Int64(mostParts)), "Equal parts of the whole sound."),
        .required(
            "peaks", .array(of: .array(of: .integer(min: -128, max: 127))),
            "A list for each channel: of each part the lowest and the highest sample, in eight bits."),
    ])
}
