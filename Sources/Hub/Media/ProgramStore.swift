import ModuleKit
import Reactor

/// Every SQL statement on programs.
struct ProgramStore: Sendable {
    let box: ProgramBox

    func set(_ program: Program, of place: ProgramPlace, in tx: Transaction) throws {
        let sealed = try program.secret.map { try box.seal($0, of: place) }
        try tx.execute(
            """
            INSERT INTO media_programs (company_id, kind, line_id, url, sealed, patience_ms, apology, updated_at)
            VALUES (\(place.company), \(place.kind.rawValue), \(place.line?.rawValue ?? 0), \(program.url), \(sealed),
                    \(program.patienceMs), \(program.apology), \(program.updatedAt))
            ON CONFLICT (company_id, kind, line_id) DO UPDATE SET url = excluded.url, sealed = excluded.sealed,
                patience_ms = excluded.patience_ms, apology = excluded.apology, updated_at = excluded.updated_at
            """)
        tx.afterCommit(ProgramChange(place: place, program: program))
    }

    /// - Returns: false when there was none.
    func remove(_ place: ProgramPlace, in tx: Transaction) throws -> Bool {
        let count = try tx.execute(
            """
            DELETE FROM media_programs WHERE company_id = \(place.company) AND kind = \(place.kind.rawValue)
              AND line_id = \(place.line?.rawValue ?? 0)
            """)
        tx.afterCommit(ProgramChange(place: place, program: nil))
        return count == 1
    }

    /// Every company's.
    func all(in tx: Transaction) throws -> [(ProgramPlace, Program)] {
        try tx.rows(
            """
            SELECT company_id, kind, line_id, url, sealed, patience_ms, apology, updated_at FROM media_programs
            ORDER BY company_id, kind, line_id
            """
        ) { row in
            let place = Self.place(row)
            let sealed: [UInt8]? = row.isNull(4) ? nil : row.blob(4)
            return (
                place,
                Program(
                    // Sealed with a key that was lost: it does without, until somebody sets it anew.
                    url: row.string(3), secret: sealed.flatMap { try? box.open($0, of: place) },
                    patienceMs: row.int64(5), apology: row.stringOrNil(6),
                    updatedAt: Timestamp(milliseconds: row.int64(7)))
            )
        }
    }

    /// Seals every secret with another key; one that cannot be opened stays as it is.
    ///
    /// - Returns: How many were sealed again.
    func reseal(from other: ProgramBox, in tx: Transaction) throws -> Int {
        let rows = try tx.rows("SELECT company_id, kind, line_id, sealed FROM media_programs WHERE sealed IS NOT NULL")
        {
            (Self.place($0), $0.blob(3))
        }
        var count = 0
        for (place, sealed) in rows {
            // Sealed with a key that was lost before: whoever sets the program anew seals it anew.
            guard let secret = try? other.open(sealed, of: place) else { continue }
            count += try tx.execute(
                """
                UPDATE media_programs SET sealed = \(try box.seal(secret, of: place))
                WHERE company_id = \(place.company) AND kind = \(place.kind.rawValue)
                  AND line_id = \(place.line?.rawValue ?? 0)
                """)
        }
        return count
    }

    private static func place(_ row: Row) -> ProgramPlace {
        ProgramPlace(
            company: CompanyID(row.int64(0)), kind: ProgramKind(rawValue: row.string(1)) ?? .agent,
            line: row.int64(2) == 0 ? nil : LineID(row.int64(2)))
    }
}

/// A program was set or removed; handed on after the commit.
struct ProgramChange: Sendable {
    let place: ProgramPlace
    let program: Program?
}

/// All programs of the hub in memory, behind one lock, and kept true after each commit: each call asks for them.
final class ProgramBook: Sendable {
    private let programs = Lock<[ProgramPlace: Program]>([:])

    func load(_ all: [(ProgramPlace, Program)]) {
        programs.withLock { $0 = Dictionary(all, uniquingKeysWith: { _, last in last }) }
    }

    func apply(_ change: ProgramChange) { programs.withLock { $0[change.place] = change.program } }

    /// The one of that very place.
    func program(at place: ProgramPlace) -> Program? { programs.withLock { $0[place] } }

    /// The line's own, or else the company's.
    func program(_ kind: ProgramKind, line: LineID?, of company: CompanyID) -> Program? {
        programs.withLock { programs in
            guard !programs.isEmpty else { return nil }
            if let line, let own = programs[ProgramPlace(company: company, kind: kind, line: line)] { return own }
            return programs[ProgramPlace(company: company, kind: kind, line: nil)]
        }
    }
}
