import SQLite

/// Something that somebody said in a call would be done, as other modules take it over.
package struct MadePromise: Sendable {
    package let id: PromiseID
    package let text: String
    /// nil where no time was said.
    package let dueAt: Timestamp?
    package let contact: ContactID?
    package let call: CallID
    /// The same promise has the same key, also when its call is read again and it gets another id.
    package let key: String

    package init(id: PromiseID, text: String, dueAt: Timestamp?, contact: ContactID?, call: CallID, key: String) {
        (self.id, self.text, self.dueAt) = (id, text, dueAt)
        (self.contact, self.call, self.key) = (contact, call, key)
    }
}

/// How promises are read by who does not keep them.
package struct PromiseSource: Sendable {
    /// One of the company's; nil where there is none.
    package let find: @Sendable (_ id: PromiseID, _ tx: Transaction) throws -> MadePromise?
    /// What people of ours said they would do by a time, whoever asks: those that are due first.
    package let due: @Sendable (_ query: DayQuery, _ tx: Transaction) throws -> [MadePromise]

    package init(
        find: @escaping @Sendable (_ id: PromiseID, _ tx: Transaction) throws -> MadePromise?,
        due: @escaping @Sendable (_ query: DayQuery, _ tx: Transaction) throws -> [MadePromise]
    ) {
        (self.find, self.due) = (find, due)
    }
}
