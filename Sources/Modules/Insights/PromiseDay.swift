import Calls
import ModuleKit
import OpenSSL

// What other modules are handed of promises: single ones, and those that are due.

extension InsightsModule {
    /// How long after its time a promise still waits in somebody's day.
    private static let waiting = Duration.seconds(30 * 86_400)

    /// The promises of the company's calls; what a caller promised is not ours to do.
    package static let promises = PromiseSource(
        find: { id, tx in try PromiseStore.promise(id, in: tx).map(MadePromise.init) },
        due: { query, tx in
            var filter = PromiseFilter()
            filter.from = query.now - waiting
            filter.to = query.dueBefore ?? SpokenPromise.never
            return try [Speaker.agent, .ai].flatMap { speaker in
                filter.speaker = speaker
                return try PromiseStore.page(filter, after: nil, limit: query.limit, in: tx)
            }.map(MadePromise.init)
        })
}

extension MadePromise {
    fileprivate init(_ promise: SpokenPromise) {
        // Of one utterance two promises have two times; of what a model found, the words tell them apart.
        let source = promise.segment?.wire ?? Hex.encode(Array(Digest.sha256(Array(promise.text.utf8)).prefix(8)))
        self.init(
            id: promise.id, text: promise.text, dueAt: promise.dueAt, contact: promise.contact, call: promise.call,
            key: "promise:\(promise.call):\(source):\(promise.dueAt?.milliseconds ?? 0)")
    }
}
