import Directory
import Domain
import SQLite

// What modules read of calls inside a transaction of their own.

extension CallService {
    /// A call by our id or by any leg's provider id.
    ///
    /// - Throws: ``CallsError/unknownCall(_:)``
    package static func find(_ name: String, in tx: Transaction) throws -> Call { try call(named: name, in: tx) }

    /// A call by our id; nil where the company has none.
    package static func call(_ id: CallID, in tx: Transaction) throws -> Call? { try CallStore.call(id, in: tx) }

    /// The calls that go on with a number, newest first, at most twenty.
    package static func openCalls(with number: PhoneNumber, in tx: Transaction) throws -> [Call] {
        try CallStore.open(with: number, in: tx)
    }

    /// The addresses of the telephones on our side that have connected in a call, as legs show their party: the first leg
    /// of a call that came in is the caller's, that of a call of ours is where it was placed from.
    package static func connectedParties(of call: CallView, in tx: Transaction) throws -> [String] {
        try LegStore.legs(of: call.id, in: tx).filter {
            $0.answeredAt != nil && (call.direction == .outbound || $0.providerCallID != call.providerCallID)
        }.map(\.party)
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

    /// How many calls there were with a number since a moment.
    package static func count(of number: PhoneNumber, since: Timestamp, in tx: Transaction) throws -> Int64 {
        try CallStore.count(of: number, since: since, in: tx)
    }

    /// When both sides of a call were there: somebody of ours, be it a person or an AI agent, and the other side.
    ///
    /// Where our own phone rang first, as in click to call, its picking up is not yet the other side's.
    ///
    /// - Returns: nil while that has not happened.
    package static func bothSpokeAt(_ call: Call, in tx: Transaction) throws -> Timestamp? {
        guard call.direction == .outbound, let number = call.remoteNumber else { return call.answeredAt }
        let theirs = try LegStore.legs(of: call.id, in: tx).filter {
            $0.answeredBy != .machine && $0.answeredBy != .fax
                && ($0.party == number.e164 || $0.providerCallID != call.providerCallID)
        }
        return theirs.compactMap(\.answeredAt).min()
    }

    /// No line lets a call go on for longer.
    private static let longestCall = Duration.seconds(172_800)

    /// Whether we have spoken with a number since a moment; among its newest twenty calls.
    package static func hasSpoken(with number: PhoneNumber, since: Timestamp, in tx: Transaction) throws -> Bool {
        try CallStore.answered(with: number, since: since - longestCall, in: tx).contains { call in
            try bothSpokeAt(call, in: tx).map { $0 >= since } ?? false
        }
    }

    /// Who of us spoke last with a number, as far as agents are known as users, and when; within a year.
    package static func lastAgent(
        with number: PhoneNumber, in tx: Transaction
    ) throws -> (user: UserID, at: Timestamp)? {
        let year = Timestamp(milliseconds: tx.now) - .seconds(31_536_000)
        for call in try CallStore.answered(with: number, since: year, in: tx) {
            if let user = call.agent.flatMap({ UserID(wire: $0) }) { return (user, call.startedAt) }
        }
        return nil
    }
}

extension CallIngest {
    /// Whether a leg, or the conversation that it names, is known; if not, ``apply(_:in:)`` begins a call with it.
    package func knows(_ event: ProviderEvent, in tx: Transaction) throws -> Bool {
        if try LegStore.leg(event.providerCallID, account: event.account, in: tx) != nil { return true }
        guard let group = event.providerGroupID else { return false }
        return try LegStore.conversation(group, account: event.account, in: tx) != nil
    }

    /// Whether a leg is known to have ended as the event says, by more than a guess.
    package func hasSettled(_ event: ProviderEvent, in tx: Transaction) throws -> Bool {
        guard let leg = try LegStore.leg(event.providerCallID, account: event.account, in: tx), leg.status.isFinal,
            leg.providerStatus != LostCalls.providerStatus
        else { return false }
        return leg.status == event.status || leg.status == event.unansweredStatus
    }
}

extension CallService {
    /// The legs of an account that go on, as far as is known, by their provider's ids; at most 10,000.
    package static func openLegs(of account: AccountID, in tx: Transaction) throws -> [String] {
        try LegStore.open(of: account, limit: 10_000, in: tx)
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
