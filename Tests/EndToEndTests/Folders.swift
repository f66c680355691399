import Foundation

@testable import switchboard

/// A folder of the test's own, gone afterwards.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("switchboard-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }  // A leftover in the temporary folder harms nobody.
    return try await body(folder)
}

/// Starts a program, for tests of starting itself.
func startProgram(_ data: String, _ flags: [String] = []) async throws -> Running {
    let words = ["--data", data, "--port", "0", "--loops", "2", "--log-level", "quiet"].filter { !flags.contains($0) }
    let configuration = try Configuration(
        try Arguments(
            flags.contains("--port") ? words.filter { $0 != "0" } + flags : words + flags, valued: ServeCommand.valued,
            flags: ServeCommand.flags), environment: [:])
    var surroundings = Services.Surroundings()
    surroundings.passwordCost = 4
    return try await Running.start(configuration, surroundings)
}

/// The sentence why a program does not start; nil when it does.
func whyNotStarted(_ data: String, _ flags: [String] = []) async -> String? {
    do {
        await (try await startProgram(data, flags)).stop()
        return nil
    } catch {
        return "\(error)"
    }
}

/// Makes a folder that a program has served once.
func makeFolder(_ data: String) async throws {
    await (try await startProgram(data)).stop()
}

/// How many descriptors and threads this process has, and how much memory of its own.
struct ProcessFigures {
    let descriptors: Int
    let threads: Int
    let kibibytes: Int

    init() throws {
        descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let own = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }?.split(separator: " ")
        kibibytes = own.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0
    }
}
