import Foundation
import Support
import Testing
import TestTools

/// Kills the real program under load; the judge is a script that reads the file with Python's sqlite3.
@Suite(.timeLimit(.minutes(10))) struct JudgedCrashTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(.enabled(if: python != nil, "it needs Python 3"))
    func threeKillsUnderLoadLoseAndDoubleNothing() async throws {
        let (python, program) = (try #require(Self.python), try #require(DemoProcess.binary))
        let words = ["\(Self.root.path)/scripts/crash", "--rounds", "3", "--seed", "5", "--program", program]
        let judged = try await onThread { try Command(python, words) }
        #expect(judged.status == 0, "\(judged.said)")
        #expect(judged.said.contains("nothing lost, nothing doubled"), "\(judged.said)")
    }
}
