import JSON

/// Which page of a list the client asks for.
package struct PageRequest: Sendable {
    /// How many items the page may have.
    package let limit: Int
    /// The order: one of the row's `sorts`; empty when it has none.
    package let sort: String
    /// After which item; nil for the first page.
    package let after: KeysetToken?

    /// Makes one, for tests and for callers inside the program.
    package init(limit: Int, sort: String = "", after: KeysetToken? = nil) {
        self.limit = limit
        self.sort = sort
        self.after = after
    }

    /// How many rows to read: one more than the page has shows whether another page follows.
    package var readLimit: Int { limit + 1 }

    /// Cuts what was read with ``readLimit`` to the page, and names the next one.
    ///
    /// - Parameter keys: The sort keys of an item, in the order of the list's ORDER BY.
    package func cut<Item>(_ items: [Item], by keys: (Item) -> [JSONValue]) -> (items: ArraySlice<Item>, next: String?)
    {
        let page = items.prefix(limit)
        guard items.count > limit, let last = page.last else { return (page, nil) }
        return (page, KeysetToken(sort: sort, keys: keys(last)).text)
    }
}

extension Request {
    /// Which page is asked for, on a row that says `.paged()`.
    ///
    /// - Throws: 404 on `after`, when it is not from this list.
    package func page() throws(Problem) -> PageRequest {
        let paging = endpoint.route.declaration.paging
        let sort = query("sort") ?? paging?.sorts.first ?? ""
        let limit = query.int("limit") ?? paging?.usualLimit ?? 50
        guard let after = query("after") else { return PageRequest(limit: limit, sort: sort) }
        return PageRequest(limit: limit, sort: sort, after: try KeysetToken(after: after, sort: sort))
    }
}
