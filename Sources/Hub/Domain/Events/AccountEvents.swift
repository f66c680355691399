import JSON

/// The provider's own records of a span were read, and what webhooks had lost was filled in.
package struct AccountReconciled: Event {
    package static let type = EventType(
        "account.reconciled", "A provider's own records were read, and what webhooks had lost was filled in.",
        .object(
            [
                .required("account", AccountID.schema), .required("provider", .string()),
                .required("from", .string(format: .dateTime)), .required("to", .string(format: .dateTime)),
            ] + ReconcileCounts.properties))

    package var type: EventType { Self.type }
    package let account: AccountID
    package let provider: String
    package let from: Timestamp
    package let to: Timestamp
    package let counts: ReconcileCounts

    package init(account: AccountID, provider: String, from: Timestamp, to: Timestamp, counts: ReconcileCounts) {
        (self.account, self.provider, self.from, self.to) = (account, provider, from, to)
        self.counts = counts
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("account", account)
            $0.member("provider", provider)
            $0.member("from", from)
            $0.member("to", to)
            counts.encodeMembers(to: &$0)
        }
    }
}

/// What a provider's own records came to; each record is counted once as known, filled or new, or as unreadable.
package struct ReconcileCounts: Sendable, Equatable {
    /// Records that were read.
    package var seen: Int64 = 0
    /// Said nothing new.
    package var known: Int64 = 0
    /// Completed a call that was known.
    package var filled: Int64 = 0
    /// Were the first that was heard of a call.
    package var new: Int64 = 0
    /// Of no use to the hub, or not understood.
    package var unreadable: Int64 = 0
    /// Of those that filled: ended a leg that had been given up.
    package var recovered: Int64 = 0

    package init() {}

    /// The sum of two.
    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.seen += right.seen
        sum.known += right.known
        sum.filled += right.filled
        sum.new += right.new
        sum.unreadable += right.unreadable
        sum.recovered += right.recovered
        return sum
    }

    /// Whether anything was learned.
    package var hasFilled: Bool { filled + new > 0 }

    /// Writes the counts into an object.
    package func encodeMembers(to json: inout JSONWriter) {
        json.member("seen", seen)
        json.member("known", known)
        json.member("filled", filled)
        json.member("new", new)
        json.member("unreadable", unreadable)
        json.member("recovered", recovered)
    }

    /// The members that ``encodeMembers(to:)`` writes.
    package static let properties: [Schema.Property] = [
        .required("seen", .integer(min: 0), "Records that were read."),
        .required("known", .integer(min: 0), "Of those, how many said nothing new."),
        .required("filled", .integer(min: 0), "How many completed a call that was known."),
        .required("new", .integer(min: 0), "How many were the first that was heard of a call."),
        .required("unreadable", .integer(min: 0), "How many were of no use, or not understood."),
        .required("recovered", .integer(min: 0), "Ends of legs that had been given up."),
    ]
}
