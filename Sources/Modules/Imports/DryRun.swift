import Directory
import ModuleKit

/// Says what an import would do, and writes nothing.
///
/// Each row is held against what is stored now. A row of somebody whom an earlier row of the file would make or change is
/// counted as an update: eight bytes are kept of each number, address and id for that.
struct DryRun {
    let database: Database
    let company: CompanyID
    let reader: RowReader
    let merge: ContactMerge
    let rowsPerBatch: Int
    static let errorLimit = 100

    private struct Page: Sendable {
        var counts = ImportCounts()
        var faults: [ImportFault] = []
    }

    func run(chunk: () async throws -> [UInt8]?) async throws -> ImportResult {
        var (table, result, seen) = (TableReader(), ImportResult(), Set<Int>())
        var rows: [(ImportRow, isRepeated: Bool)] = []
        var isAtEnd = false
        while !isAtEnd {
            if let bytes = try await chunk() {
                table.append(bytes)
            } else {
                table.finish()
                isAtEnd = true
            }
            while try table.next() {
                guard let row = reader.row(table) else { continue }
                rows.append((row, isRepeated(row, &seen)))
                if rows.count == rowsPerBatch { try await judge(&rows, &result) }
            }
            try Task.checkCancellation()
        }
        try await judge(&rows, &result)
        return result
    }

    private func judge(_ rows: inout [(ImportRow, isRepeated: Bool)], _ result: inout ImportResult) async throws {
        let (page, merge) = (rows, merge)
        rows.removeAll(keepingCapacity: true)
        let judged = try await database.read(company) { tx in try Self.judge(page, merge, in: tx) }
        result.counts = result.counts + judged.counts
        result.errors += judged.faults.prefix(max(0, Self.errorLimit - result.errors.count))
    }

    private static func judge(
        _ rows: [(ImportRow, isRepeated: Bool)], _ merge: ContactMerge, in tx: Transaction
    ) throws -> Page {
        var page = Page()
        for (row, isRepeated) in rows {
            page.faults += row.faults
            switch try merge.verdict(on: row, faults: &page.faults, in: tx) {
            case .create where isRepeated: page.counts.updated += 1
            case .create: page.counts.created += 1
            case .update: page.counts.updated += 1
            case .unchanged: page.counts.unchanged += 1
            case .skip: page.counts.skipped += 1
            case .fail: page.counts.failed += 1
            }
        }
        page.counts.rows = rows.count
        page.counts.faults = page.faults.count
        return page
    }

    /// Whether an earlier row has one of the row's keys.
    private func isRepeated(_ row: ImportRow, _ seen: inout Set<Int>) -> Bool {
        let key = merge.plan.upsertBy
        var isKnown = false
        func note(_ text: String, _ kind: ImportPlan.Key) {
            guard key == .any || key == kind else { return }
            var hasher = Hasher()
            hasher.combine(kind)
            hasher.combine(text)
            if !seen.insert(hasher.finalize()).inserted { isKnown = true }
        }
        if let id = row.externalID { note(id, .externalId) }
        if let email = row.email { note(email.lowercased(), .email) }
        for number in row.numbers { note(number.e164, .number) }
        return isKnown
    }
}
