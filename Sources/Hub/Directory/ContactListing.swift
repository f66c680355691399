import Domain
import SQLite

/// A list of contacts: who is looked for, in which order, and for how long.
///
/// Every list is read along an index from a place on; what has no index is tested row by row, for at most ``patience``.
package struct ContactListing: Sendable {
    package var query: ContactQuery?
    package var filter: ContactFilter?
    package var order = ContactOrder.newest
    /// Whether those are listed that were removed, instead of those that were not.
    package var isOfRemoved = false

    /// How long a page is looked for; then it is told as far as it is.
    package static let patience = Duration.milliseconds(200)
    /// More contacts than this are not counted.
    package static let mostCounted = 10_000
    /// So many can be put in an order that their index does not have.
    private static let mostSorted = 10_000

    package init() {}

    /// A part of a list.
    package struct Page: Sendable {
        package var contacts: [ContactID] = []
        /// After which the next page begins; nil at the end of the list.
        package var next: ContactPlace?
        /// Whether time was up before the page was full.
        package var isPartial = false
    }

    /// How many there are.
    package enum Count: Sendable, Equatable {
        case exactly(Int)
        case atLeast(Int)
    }

    /// The contacts after a place.
    package func page(
        after place: ContactPlace?, limit: Int, patience: Duration = Self.patience, in tx: Transaction
    ) throws -> Page {
        let deadline = ContinuousClock.now + patience
        let page = try read(after: place, isLoose: place?.isLoose ?? false, limit: limit, until: deadline, in: tx)
        guard place == nil, page.contacts.isEmpty, page.next == nil, case .words = query else { return page }
        return try read(after: nil, isLoose: true, limit: limit, until: deadline, in: tx)
    }

    /// Counts them, as far as ``mostCounted`` and for as long as a page may take.
    package func count(patience: Duration = Self.patience, in tx: Transaction) throws -> Count {
        var unordered = self
        unordered.order = .newest
        let page = try unordered.page(after: nil, limit: Self.mostCounted, patience: patience, in: tx)
        return page.next == nil ? .exactly(page.contacts.count) : .atLeast(page.contacts.count)
    }

    /// The newest contacts, whole.
    package static func newest(_ limit: Int, in tx: Transaction) throws -> [Contact] {
        let listing = ContactListing()
        return try listing.contacts(try listing.page(after: nil, limit: limit, in: tx).contacts, in: tx)
    }

    /// The whole contacts of a page.
    package func contacts(_ ids: [ContactID], in tx: Transaction) throws -> [Contact] {
        try ids.compactMap { id in
            let row = try isOfRemoved ? ContactStore.removed(id, in: tx) : ContactStore.contact(id, in: tx)
            return try row.map { try ContactDirectory.whole($0, in: tx) }
        }
    }

    private func read(
        after place: ContactPlace?, isLoose: Bool, limit: Int, until deadline: ContinuousClock.Instant,
        in tx: Transaction
    ) throws -> Page {
        var page = Page()
        let walks = try walks(isLoose: isLoose, in: tx)
        let first = place?.walk ?? 0
        for (index, walk) in walks.enumerated() where index >= first && page.next == nil {
            var last = index == first ? place : nil
            var hit = last
            var rows = 0
            try tx.forEach(walk.statement(passing: condition, after: last)) { row in
                rows += 1
                if rows % 64 == 0, ContinuousClock.now > deadline {
                    page.isPartial = true
                    page.next = last
                    return false
                }
                let here = ContactPlace(walk: index, key: walk.key(row), id: ContactID(row.int64(0)), isLoose: isLoose)
                // Two numbers of a contact may have the same ending.
                guard here != last else { return true }
                last = here
                guard row.bool(2) else { return true }
                guard page.contacts.count < limit else {
                    page.next = hit ?? ContactPlace(walk: index, key: .null, id: ContactID(.max), isLoose: isLoose)
                    return false
                }
                page.contacts.append(here.id)
                hit = here
                return true
            }
        }
        return page
    }

    /// What every contact of the list passes.
    private var condition: SQL {
        // Who goes on as another was not removed, and comes back by undoing that.
        var sql: SQL = isOfRemoved ? "c.deleted_at IS NOT NULL AND c.merged_into IS NULL" : "c.deleted_at IS NULL"
        if let filter { sql += " AND \(filter.condition)" }
        return sql
    }

    /// The ways through the contacts, one after the other, that give the list in its order.
    private func walks(isLoose: Bool, in tx: Transaction) throws -> [ContactWalk] {
        var found: ContactWalk?
        if let query {
            found = try .found(query, isLoose: isLoose, in: tx)
            guard found != nil else { return [] }
        }
        let tested = isOfRemoved ? .contacts("c.deleted_at IS NOT NULL", in: tx) : try passing(in: tx)
        let source = found ?? tested
        guard let key = order.key else {
            var walk = source ?? .all(in: tx)
            if order == .oldest { walk.isDescending.toggle() }
            return [walk]
        }
        guard let source, try isSmall(source, in: tx) else {
            return Self.walks(through: .ordered(by: order, in: tx), then: .all(in: tx), order, in: found)
        }
        var sorted = source
        (sorted.key, sorted.keyIsText, sorted.isDescending) = (key, order.keyIsText, order.isDescending)
        sorted.condition = "\(source.condition) AND \(order.hasKey)"
        var rest = source
        (rest.key, rest.isDescending) = (nil, true)
        return Self.walks(through: sorted, then: rest, order, in: nil)
    }

    /// By the first test that has an index.
    private func passing(in tx: Transaction) throws -> ContactWalk? {
        for (field, test) in filter?.necessary ?? [] {
            if let walk = try ContactWalk.passing(field, test, in: tx) { return walk }
        }
        return nil
    }

    private static func walks(
        through ordered: ContactWalk, then rest: ContactWalk, _ order: ContactOrder, in found: ContactWalk?
    ) -> [ContactWalk] {
        var walks = [ordered, rest]
        walks[1].condition = "\(rest.condition) AND NOT \(order.hasKey)"
        if let found {
            for index in walks.indices { walks[index].condition += " AND c.id IN (\(found.members))" }
        }
        return walks
    }

    private func isSmall(_ walk: ContactWalk, in tx: Transaction) throws -> Bool {
        let count = try tx.first("SELECT COUNT(*) FROM (\(walk.members) LIMIT \(Self.mostSorted + 1)) AS few") {
            $0.int(0)
        }
        return count ?? 0 <= Self.mostSorted
    }
}
