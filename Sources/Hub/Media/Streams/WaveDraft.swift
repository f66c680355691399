import Glibc
import Reactor

/// One track's WAV file while it grows: opened for each piece, so that nothing is held between two.
///
/// RIFF with `WAVEFORMATEX` of tag 7 (µ-law). While it grows its lengths are 0, which readers take for "to the end"; so
/// what a crash cuts off is a sound still. Its functions wait for the disk.
struct WaveDraft: ~Copyable {
    private static let headBytes: Int64 = 58
    private let file: FileDescriptor
    /// Samples that the file has.
    private(set) var samples: Int64

    /// Opens a track's file.
    ///
    /// - Returns: nil where there is none, and none is made.
    static func open(_ path: String, making: Bool) throws(StreamFiles.Failure) -> WaveDraft? {
        let raw = Glibc.open(path, O_RDWR | O_CLOEXEC | (making ? O_CREAT : 0), 0o600)
        guard raw >= 0 else {
            guard errno == ENOENT, !making else { throw StreamFiles.Failure("open") }
            return nil
        }
        let draft = WaveDraft(owning: raw)
        if draft.samples == 0 { try draft.put(head(samples: 0), at: 0) }
        return draft
    }

    private init(owning raw: CInt) {
        file = FileDescriptor(owning: raw)
        // At worst it seems empty, and its head is written once more.
        samples = max(0, Int64(lseek(raw, 0, SEEK_END)) - Self.headBytes)
    }

    /// Writes samples at their place, and silence where none came before it.
    mutating func write(_ piece: TrackSound.Piece) throws(StreamFiles.Failure) {
        while samples < piece.at {
            let count = Int(min(piece.at - samples, 65_536))
            try put([UInt8](repeating: MuLaw.silence, count: count), at: Self.headBytes + samples)
            samples += Int64(count)
        }
        try put(piece.bytes, at: Self.headBytes + piece.at)
        samples = max(samples, piece.at + Int64(piece.bytes.count))
    }

    /// Says in the head how long it has become.
    func finish() throws(StreamFiles.Failure) { try put(Self.head(samples: samples), at: 0) }

    private func put(_ bytes: [UInt8], at offset: Int64) throws(StreamFiles.Failure) {
        let raw = file.raw
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(raw, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset) + off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StreamFiles.Failure("pwrite") }
            done += count
        }
    }

    private static func head(samples: Int64) -> [UInt8] {
        func number(_ value: Int64, _ width: Int) -> [UInt8] {
            (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
        }
        let rate = MuLaw.samplesPerMs * 1000
        let riff = samples == 0 ? 0 : headBytes - 8 + samples
        return Array("RIFF".utf8) + number(riff, 4) + Array("WAVEfmt ".utf8) + number(18, 4)
            // µ-law, one channel, bytes a second, one byte a sample, eight bits, and nothing more of the format.
            + number(7, 2) + number(1, 2) + number(rate, 4) + number(rate, 4) + number(1, 2) + number(8, 2)
            + number(0, 2) + Array("fact".utf8) + number(4, 4) + number(samples, 4)
            + Array("data".utf8) + number(samples, 4)
    }
}
