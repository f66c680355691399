import ModuleKit

/// Streams exports: one page is read while the one before it is sent, and never more than these two are in memory.
struct ExportService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp

    /// Writes all rows of the tables, one table after the other; rows made after the export began are left out.
    ///
    /// - Parameters:
    ///   - head: What comes first, and `tail` last.
    ///   - isList: Each row begins with a comma, and the first one's is left out.
    func write(
        _ tables: [any ExportTable], head: [UInt8], tail: [UInt8] = [], isList: Bool, of company: CompanyID,
        to body: any BodyWriter
    ) async throws {
        let now = now()
        let bounds = try await database.read(company) { tx in try tables.map { try $0.bound(at: now, in: tx) } }
        var waiting = head
        var needsNoComma = isList
        for (table, bound) in zip(tables, bounds) {
            var place: ExportPlace? = ExportPlace()
            while let after = place {
                async let page = database.read(company) { try table.page(after: after, through: bound, in: $0) }
                if !waiting.isEmpty { try await body.write(waiting) }
                let read = try await page
                (waiting, place) = (read.bytes, read.next)
                guard needsNoComma, !waiting.isEmpty else { continue }
                waiting.removeFirst()
                needsNoComma = false
            }
        }
        waiting += tail
        if !waiting.isEmpty { try await body.write(waiting) }
    }
}
