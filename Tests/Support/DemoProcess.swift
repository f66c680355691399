import Client
import Domain
import Foundation
import Glibc
import JSON
import Reactor

/// `switchboard demo` as a process of its own, so that it can be killed.
package final class DemoProcess: Wire {
    package let url: String
    package let company: TestServer.Tenant
    package let client: HTTPClient
    package let clientLoop: EventLoop
    /// The line of JSON that it printed when it was ready.
    package let ready: JSONValue
    private let process: Process
    private let ended: Task<Int32, Never>

    /// The program that was built beside these tests; nil where there is none.
    package static var binary: String? {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = own.map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("switchboard").path
        }
        return path.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil }
    }

    /// Starts it on a folder, and returns when it is ready.
    package static func start(on data: String, _ flags: [String] = []) async throws -> DemoProcess {
        guard let binary else { throw SetupFailure(reason: "no switchboard beside the tests") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = ["demo", "--json", "--port", "0", "--data", data, "--loops", "2"] + flags
        let output = Pipe()
        process.standardOutput = output
        let (exits, exit) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { process in
            exit.yield(process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
            exit.finish()
        }
        try process.run()
        let ended = Task { await exits.first { _ in true } ?? -1 }
        let line = await firstLine(of: output.fileHandleForReading)
        guard let ready = try? JSONParser.parse(line), !ready["url"].isNull else {
            process.terminate()
            throw SetupFailure(reason: "not ready, but said: \(String(decoding: line, as: UTF8.self))")
        }
        return try DemoProcess(process, ended, ready)
    }

    private init(_ process: Process, _ ended: Task<Int32, Never>, _ ready: JSONValue) throws {
        self.process = process
        self.ended = ended
        self.ready = ready
        url = ready["url"].string ?? ""
        let account = ready["twilio"]["voiceURL"].string?.split(separator: "/").dropLast().last.map(String.init) ?? ""
        guard let id = CompanyID(wire: ready["company"].string ?? ""), let account = AccountID(wire: account) else {
            throw SetupFailure(reason: "the line has no company or no account: \(ready.jsonText)")
        }
        company = TestServer.Tenant(
            id: id, token: ready["token"].string ?? "", account: account,
            authToken: ready["twilio"]["authToken"].string ?? "")
        clientLoop = try TestServer.sharedLoop()
        client = try HTTPClient(url, on: clientLoop, options: .unhurried)
    }

    deinit { if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) } }

    /// Sends a signal.
    ///
    /// - Returns: The exit code, or the negative number of the signal that killed it.
    package func end(by signal: Int32) async -> Int32 {
        Glibc.kill(process.processIdentifier, signal)
        return await ended.value
    }

    /// Blocks, so on a thread of its own.
    private static func firstLine(of handle: FileHandle) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            Thread {
                var line: [UInt8] = []
                while !line.contains(UInt8(ascii: "\n")) {
                    let data = handle.availableData
                    if data.isEmpty { break }
                    line += data
                }
                continuation.resume(returning: Array(line.prefix { $0 != UInt8(ascii: "\n") }))
            }.start()
        }
    }
}
