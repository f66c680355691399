import ModuleKit

/// An endpoint of any company.
struct EndpointKey: Sendable, Hashable {
    let company: CompanyID
    let id: WebhookEndpointID
}

/// Every SQL statement on endpoints.
struct EndpointStore: Sendable {
    let box: EndpointBox

    private static let columns: SQL = """
        id, url, description, events, enabled, disabled_because, secret, previous_secret, previous_until, log_offset, \
        lost, failures, rests_until, last_success_at, last_failure_at, last_error, created_at, updated_at, version
        """

    func endpoint(_ id: WebhookEndpointID, in tx: Transaction) throws -> WebhookEndpoint? {
        try tx.first(
            "SELECT \(Self.columns) FROM webhook_endpoints WHERE company_id = \(tx.company) AND id = \(id)", read)
    }

    func endpoints(after: WebhookEndpointID?, limit: Int, in tx: Transaction) throws -> [WebhookEndpoint] {
        try tx.rows(
            """
            SELECT \(Self.columns) FROM webhook_endpoints
            WHERE company_id = \(tx.company) AND id > \(after?.rawValue ?? 0) ORDER BY id LIMIT \(limit)
            """, read)
    }

    /// Those of all companies, for the start.
    static func keys(in tx: Transaction) throws -> [EndpointKey] {
        try tx.rows("SELECT company_id, id FROM webhook_endpoints ORDER BY company_id, id") {
            EndpointKey(company: CompanyID($0.int64(0)), id: WebhookEndpointID($0.int64(1)))
        }
    }

    /// Writes an endpoint, new or changed.
    func put(_ endpoint: WebhookEndpoint, in tx: Transaction) throws {
        let previous = try endpoint.previous.map { try box.seal($0.secret, of: endpoint.id) }
        try tx.execute(
            """
            INSERT INTO webhook_endpoints (company_id, id, url, description, events, enabled, disabled_because, secret,
                previous_secret, previous_until, log_offset, lost, failures, rests_until, last_success_at,
                last_failure_at, last_error, created_at, updated_at, version)
            VALUES (\(tx.company), \(endpoint.id), \(endpoint.url), \(endpoint.description),
                \(endpoint.events.joined(separator: " ")), \(endpoint.isEnabled), \(endpoint.disabledBecause),
                \(try box.seal(endpoint.secret, of: endpoint.id)), \(previous), \(endpoint.previous?.until),
                \(endpoint.offset), \(endpoint.lost), \(endpoint.failures), \(endpoint.restsUntil),
                \(endpoint.lastSuccessAt), \(endpoint.lastFailureAt), \(endpoint.lastError), \(endpoint.createdAt),
                \(endpoint.updatedAt), \(endpoint.version))
            ON CONFLICT (company_id, id) DO UPDATE SET url = excluded.url, description = excluded.description,
                events = excluded.events, enabled = excluded.enabled, disabled_because = excluded.disabled_because,
                secret = excluded.secret, previous_secret = excluded.previous_secret,
                previous_until = excluded.previous_until, failures = excluded.failures,
                rests_until = excluded.rests_until, updated_at = excluded.updated_at, version = excluded.version
            """)
    }

    /// Notes how it goes there, which is no new version.
    static func note(_ endpoint: WebhookEndpoint, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE webhook_endpoints SET enabled = \(endpoint.isEnabled),
                disabled_because = \(endpoint.disabledBecause), failures = \(endpoint.failures),
                rests_until = \(endpoint.restsUntil), last_success_at = \(endpoint.lastSuccessAt),
                last_failure_at = \(endpoint.lastFailureAt), last_error = \(endpoint.lastError)
            WHERE company_id = \(tx.company) AND id = \(endpoint.id)
            """)
    }

    /// Notes that everything up to an offset has its deliveries.
    static func advance(_ id: WebhookEndpointID, to offset: Int64, lost: Int64, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE webhook_endpoints SET log_offset = \(offset), lost = lost + \(lost)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    /// Its deliveries go with it.
    static func delete(_ id: WebhookEndpointID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM webhook_endpoints WHERE company_id = \(tx.company) AND id = \(id)")
    }

    /// Seals every secret with another key; what cannot be opened stays as it is.
    ///
    /// - Returns: How many endpoints were sealed again.
    func reseal(from other: EndpointBox, in tx: Transaction) throws -> Int {
        let rows = try tx.rows(
            "SELECT company_id, id, secret, previous_secret FROM webhook_endpoints ORDER BY company_id, id"
        ) {
            (
                company: CompanyID($0.int64(0)), id: WebhookEndpointID($0.int64(1)), secret: $0.blob(2),
                previous: $0.blobOrNil(3)
            )
        }
        var count = 0
        for row in rows {
            // Sealed with a key that was lost before: whoever rotates the secret seals it anew.
            guard let secret = try? other.open(row.secret, of: row.id) else { continue }
            let previous = try row.previous.flatMap { try? other.open($0, of: row.id) }.map {
                try box.seal($0, of: row.id)
            }
            count += try tx.execute(
                """
                UPDATE webhook_endpoints SET secret = \(try box.seal(secret, of: row.id)), previous_secret = \(previous)
                WHERE company_id = \(row.company) AND id = \(row.id)
                """)
        }
        return count
    }

    private func read(_ row: Row) -> WebhookEndpoint {
        let id = WebhookEndpointID(row.int64(0))
        let time = { (column: Int) in row.int64OrNil(column).map { Timestamp(milliseconds: $0) } }
        var endpoint = WebhookEndpoint(
            id: id, url: row.string(1), description: row.string(2),
            events: row.string(3).split(separator: " ").map(String.init), isEnabled: row.bool(4),
            disabledBecause: row.stringOrNil(5), secret: .init(bytes: []), offset: row.int64(9),
            lost: row.int64(10), failures: row.int(11), restsUntil: time(12), lastSuccessAt: time(13),
            lastFailureAt: time(14), lastError: row.stringOrNil(15), createdAt: Timestamp(milliseconds: row.int64(16)),
            updatedAt: Timestamp(milliseconds: row.int64(17)), version: row.int64(18))
        // What no key of ours opens was given up by `secret rotate --lost`.
        guard let secret = try? box.open(row.blob(6), of: id) else {
            endpoint.loseSecret()
            return endpoint
        }
        endpoint.secret = secret
        if let sealed = row.blobOrNil(7), let until = time(8), let secret = try? box.open(sealed, of: id) {
            endpoint.previous = (secret, until)
        }
        return endpoint
    }
}
