import ModuleKit

extension DuplicatesModule {
    /// With whom a contact was joined, on whichever side.
    package static let timeline = TimelineSource([.merge]) { query, tx in
        try MergeStore.merges(query, in: tx).map { merge, name in
            let whom = name ?? "another contact"
            var item = TimelineItem(
                at: merge.at, .merge, merge.id,
                title: merge.undoneAt == nil ? "Joined with \(whom)" : "Joined with \(whom), and parted again")
            item.author = merge.author
            item.data["other"] = .string((merge.contact == query.contact ? merge.other : merge.contact).wire)
            item.data["undoneAt"] = merge.undoneAt.map { .string($0.rfc3339) }
            item.data["undoneBy"] = merge.undoneBy.map { .string($0) }
            return item
        }
    }
}
