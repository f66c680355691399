import Domain
import Foundation
import JSON
import Reactor
import SQLite
import TestTools
import Testing

@testable import Broadcast

@Suite(.timeLimit(.minutes(10))) struct DurableReactionTests {
    private struct Trouble: Error {}
    private let one = CompanyID(1)
    private let two = CompanyID(2)

    @Test func everyWantedEventIsTakenOnceInOrderAndTheOthersArePassedOver() async throws {
        try await ConsumedLog.with { log in
            let reaction = log.noting("notes")
            try await log.running([reaction]) { _ in
                try await log.publish("a", "b", in: one)
                try await log.publishOther(in: one)
                try await log.publish("c", in: one)
                try await until { try await log.seen(in: one) == ["a", "b", "c"] }
            }
            // What is not wanted is passed over for good.
            try await log.publishOther(in: one)
            try await log.running([reaction]) { runners in
                try await log.publish("d", in: one)
                try await until { try await log.seen(in: one) == ["a", "b", "c", "d"] }
                try await until { try await runners.reports(in: one)[0].standing.offset == 6 }
            }
        }
    }

    @Test func whatWasUnderWayAtTheEndIsTakenUpByTheNextStart() async throws {
        try await ConsumedLog.with { log in
            let reached = AsyncStream<Void>.makeStream()
            let stuck = log.noting("notes") { event in
                guard event.name == "c" else { return }
                reached.continuation.yield()
                try await Task.sleep(for: .seconds(3600))  // Until the program ends.
            }
            try await log.running([stuck]) { _ in
                try await log.publish("a", "b", "c", "d", in: one)
                for await _ in reached.stream { break }
            }
            #expect(try await log.seen(in: one) == ["a", "b"])
            #expect(try await log.standing("notes", in: one).attempts == 0)
            try await log.running([log.noting("notes")]) { _ in
                try await until { try await log.seen(in: one).count == 4 }
            }
            #expect(try await log.seen(in: one) == ["a", "b", "c", "d"])
        }
    }

    @Test func whatIsWrittenAndTheOffsetAreThereBothOrNeither() async throws {
        try await ConsumedLog.with { log in
            let failures = Lock(2)
            let reaction = log.noting(
                "notes",
                thenWrite: { _ in
                    let left = failures.withLock { left in
                        left -= 1
                        return left
                    }
                    if left >= 0 { throw Trouble() }
                })
            try await log.running([reaction]) { _ in
                try await log.publish("a", "b", in: one)
                try await until { try await log.seen(in: one) == ["a", "b"] }
            }
            #expect(failures.withLock { $0 } == -2)
        }
    }

    @Test func afterTenFailuresItStandsStillInThatCompanyAlone() async throws {
        try await ConsumedLog.with { log in
            let attempts = Lock<[Int]>([])
            let isMended = Lock(false)
            let reaction = log.noting("notes") { event in
                guard event.name == "bad" else { return }
                attempts.withLock { $0.append(event.attempt) }
                if !isMended.withLock({ $0 }) { throw Trouble() }
            }
            try await log.running([reaction]) { runners in
                try await log.publish("a", "bad", "b", in: one)
                try await until { try await runners.reports(in: one)[0].standing.parkedAt != nil }
                #expect(attempts.withLock { $0 } == Array(1...10))
                try await log.publish("c", in: one)
                try await log.publish("z", in: two)
                try await until { try await log.seen(in: two) == ["z"] }
                let report = try await runners.reports(in: one)[0]
                #expect(report.standing.offset == 1 && report.next?.offset == 2 && report.last == 4)
                #expect(report.standing.error == "Trouble()")
                #expect(try await runners.reports(in: two)[0].standing.parkedAt == nil)
                #expect(try await !runners.goOn("notes", passingOver: false, in: two) { _, _ in })
                #expect(try await !runners.goOn("others", passingOver: false, in: one) { _, _ in })
            }
            // It stands still over a restart, too.
            try await log.running([reaction]) { runners in
                try await log.publish("y", in: two)
                try await until { try await log.seen(in: two) == ["z", "y"] }
                #expect(attempts.withLock { $0.count } == 10)
                isMended.withLock { $0 = true }
                let offset = Lock<Int64>(0)
                let went = try await runners.goOn("notes", passingOver: false, in: one) { failed, _ in
                    offset.withLock { $0 = failed }
                }
                #expect(went && offset.withLock { $0 } == 2)
                try await until { try await log.seen(in: one) == ["a", "bad", "b", "c"] }
            }
        }
    }

    @Test func anEventThatFailsCanBePassedOver() async throws {
        try await ConsumedLog.with { log in
            let reaction = log.noting("notes") { event in if event.name == "bad" { throw Trouble() } }
            try await log.running([reaction]) { runners in
                try await log.publish("bad", "b", in: one)
                try await until { try await runners.reports(in: one)[0].standing.parkedAt != nil }
                #expect(try await runners.goOn("notes", passingOver: true, in: one) { _, _ in })
                try await until { try await log.seen(in: one) == ["b"] }
            }
        }
    }

    @Test func aCompanyWhoseEventTakesLongKeepsNoOtherWaiting() async throws {
        try await ConsumedLog.with { log in
            let slow = log.noting("notes") { event in
                guard event.event.company == CompanyID(1) else { return }
                for await _ in log.gate.stream { return }
            }
            try await log.running([slow]) { _ in
                try await log.publish("a", in: one)
                try await log.publish("b", in: two)
                try await until { try await log.seen(in: two) == ["b"] }
                #expect(try await log.seen(in: one) == [])
                log.gate.continuation.yield()
                try await until { try await log.seen(in: one) == ["a"] }
            }
        }
    }

    @Test func aNewConsumerBeginsAtTheEndOfEachLogAndInALaterCompanyAtItsBeginning() async throws {
        try await ConsumedLog.with { log in
            try await log.publish("before", in: one)
            try await log.running([log.noting("notes")]) { _ in }
            try await log.publish("meanwhile", in: two)
            try await log.running([log.noting("notes")]) { _ in
                try await log.publish("after", in: one)
                try await until { try await log.seen(in: one) == ["after"] }
                try await until { try await log.seen(in: two) == ["meanwhile"] }
            }
        }
    }

    @Test func whatRetentionRemovedBeforeItCameToItIsCounted() async throws {
        try await ConsumedLog.with { log in
            try await log.running([log.noting("notes")]) { _ in }
            try await log.publish("a", "b", "c", in: one)
            _ = try await log.database.write(one) { tx in
                try EventLog.trim(before: Timestamp(milliseconds: 0), keep: 1, limit: 10, in: tx)
            }
            try await log.running([log.noting("notes")]) { _ in
                try await until { try await log.seen(in: one) == ["c"] }
            }
            #expect(try await log.standing("notes", in: one).lost == 2)
        }
    }

    @Test func pausesDoubleUpToFiveMinutes() {
        let pauses = (1...12).map { DurableReaction.pause(after: $0).components.seconds }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    }
}
