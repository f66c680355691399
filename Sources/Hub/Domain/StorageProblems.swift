import SQLite
import Web

// What a client reads when the storage refuses: nothing has been stored, and a provider will try again.

extension StorageUnavailable: ProblemConvertible {
    package var problem: Problem { .unavailable("The storage does not take this now: \(reason). Nothing was stored.") }
}

extension StorageBusy: ProblemConvertible {
    package var problem: Problem { .unavailable("Too much waits to be stored. Nothing was stored.") }
}
