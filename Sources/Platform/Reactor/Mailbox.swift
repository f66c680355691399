/// What a loop is asked to run.
enum Work: Sendable {
    case call(@Sendable () -> Void)
    case job(UnownedJob)
}

/// How other threads reach a loop: one array that the loop swaps out whole.
struct Mailbox {
    enum Delivery { case taken, takenByASleeper, refused }

    private var work: [Work] = []
    // True from just before the loop waits until it is back or somebody has woken it: so one wake-up serves a batch.
    private var asleep = false
    private var closed = false

    mutating func deliver(_ item: Work) -> Delivery {
        guard !closed else { return .refused }
        work.append(item)
        guard asleep else { return .taken }
        asleep = false
        return .takenByASleeper
    }

    /// - Returns: false when there is work, so that the loop must not wait.
    mutating func fallAsleep() -> Bool {
        asleep = work.isEmpty
        return asleep
    }

    /// Exchanges what has come for the loop's empty array, whose memory is used again.
    mutating func collect(into empty: inout [Work]) {
        asleep = false
        swap(&work, &empty)
    }

    /// Refuses all further work, and hands over what was there.
    mutating func close() -> [Work] {
        closed = true
        defer { work = [] }
        return work
    }
}
