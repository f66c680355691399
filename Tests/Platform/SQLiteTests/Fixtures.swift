import Dispatch
import Foundation
import Reactor
import SQLite
import Testing

/// A folder of the test's own, gone afterwards.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sqlite-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}

/// A fresh database with one table of notes; closed afterwards.
func withDatabase(
    migrations: [Migration] = notes, _ change: (inout DatabaseOptions) -> Void = { _ in },
    _ body: (Database) async throws -> Void
) async throws {
    try await withFolder { folder in
        var options = DatabaseOptions()
        change(&options)
        let database = try Database(path: folder + "/hub.db", options: options, migrations: migrations)
        defer { database.close() }
        try await body(database)
    }
}

let notes = [
    Migration(
        "notes/1",
        """
        CREATE TABLE notes (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, text TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE marks (note INTEGER NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
        """)
]

struct Refusal: Error, Equatable {}

extension Transaction {
    /// Adds a note and gives its id.
    @discardableResult
    func note(_ text: String) throws -> Int64 {
        let id = try newID()
        try execute("INSERT INTO notes (id, tenant, text) VALUES (\(id), \(tenant), \(text))")
        return id
    }

    func notes() throws -> [String] { try rows("SELECT text FROM notes ORDER BY id") { $0.string(0) } }
}

/// Keeps the writer inside a closure, so that what is submitted meanwhile becomes one batch.
final class WriterHold: Sendable {
    private let entered = DispatchSemaphore(value: 0)
    private let released = DispatchSemaphore(value: 0)

    init(_ database: Database) {
        let (entered, released) = (entered, released)
        database.submit(tenant: 0) { _ in
            entered.signal()
            released.wait()
        } then: { _ in
        }
        entered.wait()
    }

    func release() { released.signal() }
}

/// What closures left for the test, from any thread.
final class Record<Value: Sendable>: Sendable {
    private let list = Lock<[Value]>([])
    var values: [Value] { list.withLock { $0 } }
    func add(_ value: Value) { list.withLock { $0.append(value) } }
}

extension Database {
    /// Submits the closures as one batch, and gives their results in order once all are done.
    func batch<Value: Sendable>(
        _ bodies: [@Sendable (Transaction) throws -> Value]
    ) async throws -> [Result<Value, any Error>] {
        let results = Record<Result<Value, any Error>>()
        let hold = WriterHold(self)
        for body in bodies { submit(tenant: 7, body) { results.add($0) } }
        hold.release()
        try await write(tenant: 0) { _ in }
        return results.values
    }
}

extension Result {
    var error: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
