import Foundation
import Testing

/// Kills the real program under load; the judge is a script that reads the file with Python's sqlite3.
@Suite struct JudgedCrashTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The program stands beside the tests.
    private static let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("switchboard").path

    @Test(.enabled(if: python != nil, "it needs Python 3"))
    func threeKillsUnderLoadLoseAndDoubleNothing() async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [
            "\(Self.root.path)/scripts/crash", "--rounds", "3", "--seed", "5", "--program", Self.program,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        #expect(said.contains("nothing lost, nothing doubled"), "\(said)")
    }
}
