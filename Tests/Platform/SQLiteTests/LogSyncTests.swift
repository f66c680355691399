import Foundation
import Testing

@testable import SQLite

@Suite(.timeLimit(.minutes(10))) struct LogSyncTests {
    @Test func aDiskThatDoesNotKeepWhatWasWrittenEndsTheProgramBeforeAnybodyIsTold() async {
        let result = await #expect(processExitsWith: .exitCode(74), observing: [\.standardErrorContent]) {
            let path = FileManager.default.temporaryDirectory.appendingPathComponent("sync-\(UUID().uuidString)").path
            // A device that takes everything and can be asked to keep nothing.
            try FileManager.default.createSymbolicLink(atPath: path + "-wal", withDestinationPath: "/dev/null")
            let sync = try LogSync(path: path)
            sync.add(LogSync.Batch(jobs: [], told: []))
            sync.close()
            sync.work { _ in _exit(0) }
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("The disk did not keep what was written"), "\(said)")
    }

    @Test func whatIsCommittedIsToldInItsOrderAndAllOfItBeforeTheEnd() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("sync-\(UUID().uuidString)").path
        #expect(FileManager.default.createFile(atPath: path + "-wal", contents: nil))
        defer { try? FileManager.default.removeItem(atPath: path + "-wal") }  // A leftover harms nobody.
        let sync = try LogSync(path: path)
        for number in 0..<10 { sync.add(LogSync.Batch(jobs: [], told: [number])) }
        sync.close()
        var told: [Int] = []
        sync.work { batches in told += batches.flatMap(\.told).compactMap { $0 as? Int } }
        #expect(told == Array(0..<10))
    }
}
