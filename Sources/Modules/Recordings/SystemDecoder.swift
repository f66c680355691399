import Glibc
import ModuleKit

/// The system's own decoder, ffmpeg, for formats that the hub does not read: one file at a time, with limits.
struct SystemDecoder: Sendable {
    let program: String
    private let gate = AsyncGate()
    /// Seconds of sound that are decoded, and of waiting for it.
    private static let (mostSeconds, patience) = (14_400, 120)

    /// - Parameter program: The path of ffmpeg; where there is none, the one that PATH finds.
    /// - Returns: nil where the system has none.
    init?(_ program: String?) {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let candidates = program.map { [$0] } ?? path.split(separator: ":").map { "\($0)/ffmpeg" }
        guard let found = candidates.first(where: { $0.hasPrefix("/") && access($0, X_OK) == 0 }) else { return nil }
        self.program = found
    }

    /// Why there is no sound; the end of a sentence.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Writes the sound as WAV, 16 bits at 8,000 Hz.
    func decode(_ file: String, _ type: AudioType, to wave: String) async throws {
        // The format is named and only files are read, so that no playlist in it makes the decoder fetch anything.
        let words = [
            program, "-nostdin", "-v", "error", "-y", "-threads", "1", "-protocol_whitelist", "file",
            "-f", type.decoderFormat, "-i", file, "-vn", "-t", "\(Self.mostSeconds)", "-ar", "8000",
            "-acodec", "pcm_s16le", "-f", "wav", wave,
        ]
        try await gate.run { try await AudioFolder.offLoop { try Self.run(words) } }
    }

    private static func run(_ words: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, mode) in [(CInt(0), O_RDONLY), (1, O_WRONLY), (2, O_WRONLY)] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", mode, 0)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin"), nil]
        defer { for variable in environment { free(variable) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, words[0], &actions, nil, &arguments, &environment)
        guard code == 0 else {
            throw Fault(description: "the decoder does not start: \(String(cString: strerror(code)))")
        }
        try wait(for: process)
    }

    /// Waits on this thread, and ends what takes too long.
    private static func wait(for process: pid_t) throws {
        var status: CInt = 0
        for _ in 0..<patience * 100 {
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process {
                guard status == 0 else { throw Fault(description: "the decoder does not understand it") }
                return
            }
            guard ended == 0 || errno == EINTR else { throw Fault(description: "the decoder was lost") }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
        throw Fault(description: "the decoder takes more than \(patience) s")
    }
}
