import ModuleKit

/// Waveforms: computed when somebody first asks, and kept by the file's hash.
struct PeaksService: Sendable {
    let context: RecordingContext
    let listening: ListeningService

    /// The outline of a sound as JSON.
    ///
    /// - Throws: ``RecordingsError/noPeaks(_:type:reason:)`` for a format that neither the hub nor the system decodes.
    func peaks(of record: AudioRecord, in company: CompanyID) async throws -> [UInt8] {
        guard record.state != .deleted else {
            throw RecordingsError.deleted(record.id, at: record.deletedAt, reason: record.reason)
        }
        guard let hash = record.hash else {
            throw RecordingsError.notStored(
                record.id, state: record.state, reason: record.reason, nextAttemptAt: record.nextAttemptAt)
        }
        if let kept = try await context.database.read(company, { try AudioStore.peaks(of: hash, in: $0) }) {
            return kept
        }
        let path = try await listening.file(of: record, in: company)
        let peaks = try await compute(record, path)
        try await context.database.write(company) { try AudioStore.keepPeaks(peaks, of: hash, in: $0) }
        return peaks
    }

    private func compute(_ record: AudioRecord, _ path: String) async throws -> [UInt8] {
        let type = record.mediaType ?? "unknown"
        if let wave = try await AudioIntake.wave(path) { return try await Self.read(path, wave) }
        guard let decoder = context.decoder, let known = AudioType(rawValue: type) else {
            throw RecordingsError.noPeaks(
                record.id, type: type, reason: "the hub reads WAV of PCM or G.711, and the system has no decoder.")
        }
        let plain = try await context.folder.incoming()
        do {
            try await decoder.decode(path, known, to: plain.draft)
        } catch let fault as SystemDecoder.Fault {
            throw RecordingsError.noPeaks(record.id, type: type, reason: "\(fault).")
        }
        guard let wave = try await AudioIntake.wave(plain.draft) else {
            throw RecordingsError.noPeaks(record.id, type: type, reason: "the decoder made nothing of it.")
        }
        let peaks = try await Self.read(plain.draft, wave)
        return withExtendedLifetime(plain) { peaks }
    }

    private static func read(_ path: String, _ wave: WaveFile) async throws -> [UInt8] {
        try await AudioFolder.offLoop {
            var waveform = Waveform(wave)
            try AudioReader(path: path)?.forEachPiece(wave.samples) { waveform.append($0) }
            return waveform.json
        }
    }
}
