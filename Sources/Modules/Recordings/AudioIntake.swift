import ModuleKit

/// Makes a stored file of what was written: finds its type, and silences what nobody is to hear.
struct AudioIntake: Sendable {
    let folder: AudioFolder
    let decoder: SystemDecoder?

    /// Why a sound is not stored; the end of a sentence.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// A file that can be given its name.
    struct Finished: Sendable {
        let audio: IncomingAudio
        let file: AudioFile
        let spans: [RedactedSpan]
    }

    /// - Parameter spans: What is silenced before the file gets its name.
    /// - Throws: ``Fault`` for what is no sound, or one that cannot be silenced.
    func finish(_ writer: AudioWriter, silencing spans: [RedactedSpan]) async throws -> Finished {
        guard let type = AudioType(writer.beginning) else { throw Fault(description: "it is no audio file.") }
        let (audio, size) = (writer.audio, writer.size)
        let described = AudioFile(hash: writer.digest, bytes: size, mediaType: type.rawValue)
        guard type == .wav, let wave = try await Self.wave(audio.draft) else {
            guard spans.isEmpty else { return try await decoded(audio, type, silencing: spans) }
            return Finished(audio: audio, file: described, spans: [])
        }
        return try await silenced(audio, wave, spans, digest: spans.isEmpty ? described.hash : nil)
    }

    /// A copy of a stored file with spans silenced.
    ///
    /// - Throws: ``Fault`` where neither the hub nor the system's decoder reads its format.
    func silencedCopy(of path: String, spans: [RedactedSpan]) async throws -> Finished {
        let audio = try await folder.incoming()
        let writer = try await Self.copy(path, into: AudioWriter(audio, limit: .max))
        return try await finish(writer, silencing: spans)
    }

    private func decoded(_ audio: IncomingAudio, _ type: AudioType, silencing spans: [RedactedSpan]) async throws
        -> Finished
    {
        guard let decoder else {
            throw Fault(description: "spans of it are marked, and \(type.rawValue) cannot be silenced.")
        }
        let plain = try await folder.incoming()
        try await decoder.decode(audio.draft, type, to: plain.draft)
        guard let wave = try await Self.wave(plain.draft) else {
            throw Fault(description: "spans of it are marked, and it cannot be decoded.")
        }
        return try await silenced(plain, wave, spans, digest: nil)
    }

    private func silenced(
        _ audio: IncomingAudio, _ wave: WaveFile, _ spans: [RedactedSpan], digest: String?
    ) async throws -> Finished {
        let file = try await AudioFolder.offLoop {
            for range in spans.compactMap(wave.bytes(of:)) {
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let count = Int(min(range.upperBound - offset, 262_144))
                    try audio.write([UInt8](repeating: wave.coding.silence, count: count), at: offset)
                    offset += Int64(count)
                }
            }
            guard let reader = try AudioReader(path: audio.draft) else { throw Fault(description: "it has vanished.") }
            return AudioFile(
                hash: try digest ?? reader.digest(), bytes: reader.size, mediaType: AudioType.wav.rawValue,
                channels: Int64(wave.channels), durationMs: wave.durationMs)
        }
        return Finished(audio: audio, file: file, spans: spans)
    }

    /// How a WAV file is laid out; nil for samples that are not read here.
    static func wave(_ path: String) async throws -> WaveFile? {
        try await AudioFolder.offLoop {
            guard let reader = try AudioReader(path: path) else { return nil }
            // What is not understood is kept and played as it is.
            return try? WaveFile(head: reader.read(at: 0, WaveFile.headBytes), size: reader.size)
        }
    }

    private static func copy(_ path: String, into writer: AudioWriter) async throws -> AudioWriter {
        guard let reader = try await AudioFolder.offLoop({ try AudioReader(path: path) }) else {
            throw Fault(description: "its file is not there.")
        }
        var writer = writer
        while true {
            let offset = writer.size
            let bytes = try await AudioFolder.offLoop { try reader.read(at: offset, 262_144) }
            guard !bytes.isEmpty else { return writer }
            try await writer.append(bytes)
        }
    }
}
