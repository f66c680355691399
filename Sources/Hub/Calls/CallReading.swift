import Directory
import Domain
import SQLite

// What modules read of calls inside a transaction of their own.

extension CallService {
    /// A call by our id or by any leg's provider id.
    ///
    /// - Throws: ``CallsError/unknownCall(_:)``
    package static func find(_ name: String, in tx: Transaction) throws -> Call { try call(named: name, in: tx) }

    /// The calls that go on with a number, newest first, at most twenty.
    package static func openCalls(with number: PhoneNumber, in tx: Transaction) throws -> [Call] {
        try CallStore.open(with: number, in: tx)
    }

    /// The newest call of each caller, newest first; looks back over 10,000 calls at most.
    package static func newestByCaller(
        limit: Int, line: LineID?, since: Timestamp?, in tx: Transaction
    ) throws -> [(call: Call, number: PhoneNumber)] {
        var callers: [(call: Call, number: PhoneNumber)] = []
        var seen: Set<PhoneNumber> = []
        var before: CallID?
        for _ in 0..<20 {
            let calls = try CallStore.newest(before: before, line: line, since: since, limit: 500, in: tx)
            for call in calls {
                guard let number = call.remoteNumber, seen.insert(number).inserted else { continue }
                callers.append((call, number))
                if callers.count == limit { return callers }
            }
            guard calls.count == 500 else { break }
            before = calls.last?.id
        }
        return callers
    }

    /// How often a number called since a moment, and how many missed calls of it nobody has returned.
    package static func tally(
        of number: PhoneNumber, since: Timestamp, in tx: Transaction
    ) throws -> (calls: Int64, missedNotReturned: Int64) {
        try CallStore.tally(of: number, since: since, in: tx)
    }
}

extension LineService {
    /// A line that was not removed.
    ///
    /// - Throws: ``CallsError/unknownLine(_:)``
    package static func line(_ id: LineID, in tx: Transaction) throws -> Line {
        guard let line = try LineStore.line(id, in: tx) else { throw CallsError.unknownLine(id.wire) }
        return line
    }

    /// How national numbers are read on a line.
    ///
    /// - Throws: ``CallsError/unknownLine(_:)``
    package static func region(of line: LineID, in tx: Transaction) throws -> String {
        guard let line = try LineStore.line(line, in: tx) else { throw CallsError.unknownLine(line.wire) }
        return line.region
    }
}
