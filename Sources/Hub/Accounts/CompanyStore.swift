import ModuleKit

/// Every statement about companies.
enum CompanyStore {
    static func find(_ id: CompanyID, in tx: Transaction) throws -> Company? {
        try tx.first(
            """
            SELECT id, name, slug, region, currency, time_zone, retention_days, created_at FROM companies WHERE id = \(id)
            """, company)
    }

    static func find(slug: String, in tx: Transaction) throws -> Company? {
        try tx.first(
            """
            SELECT id, name, slug, region, currency, time_zone, retention_days, created_at FROM companies
            WHERE slug = \(slug)
            """, company)
    }

    /// The companies that the person can sign in to, the longest-standing first; nobody is in more than a few.
    static func all(of user: UserID, in tx: Transaction) throws -> [(company: Company, role: Role)] {
        try tx.rows(
            """
            SELECT c.id, c.name, c.slug, c.region, c.currency, c.time_zone, c.retention_days, c.created_at, m.role
            FROM memberships m JOIN companies c ON c.id = m.company_id JOIN users u ON u.id = m.user_id
            WHERE m.user_id = \(user) AND m.invited = 0 AND m.disabled = 0 AND u.disabled = 0
            ORDER BY m.created_at, m.company_id LIMIT 500
            """
        ) { row in (company(row), Role(name: row.string(8)) ?? .viewer) }
    }

    /// All companies of the hub, after one, oldest first.
    static func all(after id: CompanyID?, limit: Int, in tx: Transaction) throws -> [Company] {
        try tx.rows(
            """
            SELECT id, name, slug, region, currency, time_zone, retention_days, created_at FROM companies
            WHERE id > \(id?.rawValue ?? 0) ORDER BY id LIMIT \(limit)
            """, company)
    }

    static func insert(_ company: Company, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO companies (id, name, slug, region, currency, time_zone, retention_days, created_at)
            VALUES (\(company.id), \(company.name), \(company.slug), \(company.region), \(company.currency),
                    \(company.timeZone), \(company.retentionDays), \(company.createdAt))
            """)
    }

    static func update(_ company: Company, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE companies SET name = \(company.name), slug = \(company.slug), region = \(company.region),
              currency = \(company.currency), time_zone = \(company.timeZone), retention_days = \(company.retentionDays)
            WHERE id = \(company.id)
            """)
    }

    private static func company(_ row: Row) -> Company {
        Company(
            id: CompanyID(row.int64(0)), name: row.string(1), slug: row.stringOrNil(2), region: row.string(3),
            currency: row.string(4), timeZone: row.string(5), retentionDays: row.int(6),
            createdAt: Timestamp(milliseconds: row.int64(7)))
    }
}

extension Company {
    /// The clocks of the transaction's company; UTC where this machine does not know its zone.
    package static func zone(in tx: Transaction) throws -> WallZone {
        let name = try tx.first("SELECT time_zone FROM companies WHERE id = \(tx.company)") { $0.string(0) }
        return name.flatMap { Zones.zone(named: $0) } ?? .utc
    }

    /// The currency of the transaction's company; ISO 4217.
    package static func currency(in tx: Transaction) throws -> String {
        try tx.first("SELECT currency FROM companies WHERE id = \(tx.company)") { $0.string(0) } ?? "USD"
    }
}
