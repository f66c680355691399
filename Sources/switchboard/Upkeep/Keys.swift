import Accounts
import Deliveries
import Insights
import Media
import Providers
import SQLite
import Webhooks

/// The hub's keys, held against the database they seal.
enum Keys {
    /// Reads the file of keys, or makes it for a database that has never been sealed, and finishes a rotation that was cut
    /// short.
    ///
    /// - Throws: ``SecretsUnavailable``, one sentence, when the file is missing, no file of keys, or another database's.
    static func load(_ file: String, for database: Database) async throws -> HubSecrets {
        if !HubSecrets.isFile(file), try await database.read(tenant: 0, { try Sealing.isProven(in: $0) }) {
            throw Sealing.missing(file)
        }
        let secrets = try HubSecrets(file: file)
        try await settle(secrets, from: file, database)
        return secrets
    }

    /// Makes new keys, and seals everything again with them.
    static func rotate(_ file: String, for database: Database) async throws -> Sealing.Resealed {
        let secrets = try await load(file, for: database).rotated()
        try secrets.replace(file: file)
        return try await settle(secrets, from: file, database)
    }

    /// Makes new keys when the database's own are lost, and gives up what they have sealed.
    static func replaceLost(_ file: String, for database: Database) async throws {
        let secrets = HubSecrets()
        try secrets.replace(file: file)
        try await database.write(tenant: 0) { try Sealing.giveUp(in: $0) }
        try await settle(secrets, from: file, database)
    }

    @discardableResult
    static func settle(_ secrets: HubSecrets, from file: String, _ database: Database) async throws -> Sealing.Resealed
    {
        try await database.write(tenant: 0) { tx in
            try Sealing.settle(secrets, from: file, in: tx) { old, new, tx in
                try WebhooksModule.reseal(from: old, to: new, in: tx)
                    + ProvidersModule.reseal(from: old, to: new, in: tx)
                    + InsightsModule.reseal(from: old, to: new, in: tx)
                    + MediaModule.reseal(from: old, to: new, in: tx)
                    + DeliveriesModule.reseal(from: old, to: new, in: tx)
            }
        }
    }
}
