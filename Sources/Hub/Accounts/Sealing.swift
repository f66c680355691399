import ModuleKit
import OpenSSL

/// Whether the file of keys belongs to the database, and the change from one sealing key to the next.
///
/// Keys stand in a file and what they seal in the database, and no write covers both. So a rotation first writes a file that
/// has the new key and the old one, then seals everything again in one transaction, with the proof of the new key in it. Cut
/// short between the two, it is finished at the next start; at every instant one of the file's keys opens everything.
package enum Sealing {
    private static let text = Array("switchboard".utf8)

    /// Counts of what was sealed again.
    package struct Resealed: Sendable {
        /// Provider accounts.
        package var accounts = 0
        /// Kept answers.
        package var answers = 0
    }

    /// Whether the database has been sealed with some key before.
    package static func isProven(in tx: Transaction) throws -> Bool {
        try tx.exists("SELECT 1 FROM sealing_proof WHERE id = 1")
    }

    /// Makes sure that everything is sealed with the current key.
    ///
    /// - Parameters:
    ///   - file: Where the keys are from, for the sentence.
    ///   - accounts: Seals provider accounts again, and counts them.
    /// - Throws: ``SecretsUnavailable`` when none of the keys is the database's.
    @discardableResult
    package static func settle(
        _ secrets: HubSecrets, from file: String, in tx: Transaction,
        accounts: (_ old: [UInt8], _ new: [UInt8], _ tx: Transaction) throws -> Int
    ) throws -> Resealed {
        let known = try tx.first("SELECT key_id, proof FROM sealing_proof WHERE id = 1") {
            (key: $0.string(0), proof: $0.blob(1))
        }
        guard let known else {
            try prove(secrets.sealing, in: tx)
            return Resealed()
        }
        guard let key = ([secrets.sealing] + secrets.retiredSealing).first(where: { opens(known.proof, $0) }) else {
            throw SecretsUnavailable(
                """
                The database is sealed with the key \(known.key), and \(file) does not have it: put the right file back, \
                or give the sealed secrets up with `switchboard secret rotate --lost`.
                """)
        }
        guard key != secrets.sealing else { return Resealed() }
        let resealed = Resealed(
            accounts: try accounts(key.bytes, secrets.sealing.bytes, tx),
            answers: try Idempotency.reseal(from: key.bytes, to: secrets.sealing.bytes, in: tx))
        try CompanySeal.reseal(from: key.bytes, to: secrets.sealing.bytes, in: tx)
        try prove(secrets.sealing, in: tx)
        return resealed
    }

    /// Gives up what an unknown key has sealed: kept answers are forgotten, and provider accounts want a new secret.
    package static func giveUp(in tx: Transaction) throws {
        try tx.execute("DELETE FROM sealing_proof")
        try tx.execute("DELETE FROM idempotency_keys")
        try CompanySeal.giveUp(in: tx)
    }

    /// The sentence for a file of keys that is not there.
    package static func missing(_ file: String) -> SecretsUnavailable {
        SecretsUnavailable(
            """
            The keys are missing: there is no \(file), and the database is sealed with them. Put the file back, or give \
            the sealed secrets up with `switchboard secret rotate --lost`.
            """)
    }

    private static func opens(_ proof: [UInt8], _ key: HubSecrets.Key) -> Bool {
        // Another key's proof does not open: that is the question.
        (try? AEAD.open(proof, key: key.bytes, context: text)) == text
    }

    private static func prove(_ key: HubSecrets.Key, in tx: Transaction) throws {
        let proof = try AEAD.seal(text, key: key.bytes, context: text)
        try tx.execute(
            """
            INSERT INTO sealing_proof (id, key_id, proof) VALUES (1, \(key.id), \(proof))
            ON CONFLICT (id) DO UPDATE SET key_id = excluded.key_id, proof = excluded.proof
            """)
    }
}
