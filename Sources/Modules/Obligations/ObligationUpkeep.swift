import ModuleKit

/// What becomes of obligations by the passing of time alone, for all companies.
package struct ObligationUpkeep: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp

    /// So long a message that was sent may still turn out not to have arrived; many networks never say that it did.
    private static let deliverySpan = Duration.seconds(600)
    private static let limit = 500

    /// One round: tells what is overdue, wakes what was snoozed, and takes for read what was sent and did not come back.
    package func once() async throws {
        let at = now()
        let (late, rested, answered) = try await database.read(tenant: 0) { tx in
            (
                try ObligationStore.toWarn(at: at, limit: Self.limit, in: tx),
                try ObligationStore.toWake(at: at, limit: Self.limit, in: tx),
                try ObligationStore.answered(before: at - Self.deliverySpan, limit: Self.limit, in: tx)
            )
        }
        // Settled first: what has been answered is not overdue.
        for (company, id) in answered { try await settle(id, in: company, at: at) }
        for (company, id) in late { try await warn(id, in: company, at: at) }
        for (company, id) in rested { try await wake(id, in: company, at: at) }
    }

    // Each looks again: it may have changed since it was found.

    private func warn(_ id: ObligationID, in company: CompanyID, at: Timestamp) async throws {
        try await database.write(company) { tx in
            guard let before = try ObligationStore.obligation(id, in: tx), !before.state.isClosed,
                before.overdueAt == nil, before.dueAt <= at
            else { return }
            var after = before
            after.overdueAt = at
            try ObligationJournal.write(after, was: before, ObligationChange(what: .overdue, at: at), in: tx)
        }
    }

    private func wake(_ id: ObligationID, in company: CompanyID, at: Timestamp) async throws {
        try await database.write(company) { tx in
            guard let before = try ObligationStore.obligation(id, in: tx), let until = before.snoozedUntil, until <= at
            else { return }
            var after = before
            (after.state, after.snoozedUntil) = (.open, nil)
            try ObligationJournal.write(after, was: before, ObligationChange(what: .woken, at: at), in: tx)
        }
    }

    private func settle(_ id: ObligationID, in company: CompanyID, at: Timestamp) async throws {
        try await database.write(company) { tx in
            guard let before = try ObligationStore.obligation(id, in: tx), !before.state.isClosed,
                let (message, sentAt) = try ObligationStore.sent(to: id, in: tx), sentAt >= before.lastAt
            else { return }
            var after = before
            (after.state, after.end, after.snoozedUntil) = (.done, .reachedByMessage, nil)
            after.closedAt = at
            let change = ObligationChange(
                what: .done, at: at, source: message.wire, detail: Obligation.End.reachedByMessage.rawValue)
            try ObligationJournal.write(after, was: before, change, in: tx)
        }
    }
}
