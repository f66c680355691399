import Accounts
import Domain
import Exports
import JSON
import SQLite

/// What a company's archive holds: the tables that go out and come back, and those that do not, and why.
///
/// Every table with a `company_id` stands in one of the two; a test holds them against the schema.
enum ArchiveContents {
    /// In an order in which rows may be added: none before the one it refers to.
    ///
    /// What is sealed here goes out opened.
    static let tables = listed.map { $0.opening(SealedTables.all) }

    private static let listed: [ArchiveTable] = [
        ArchiveTable("businesses"), ArchiveTable("contact_fields"), ArchiveTable("contacts"),
        ArchiveTable("contact_numbers"), ArchiveTable("contact_field_values"),
        ArchiveTable("interactions"), ArchiveTable("consent_changes"),
        ArchiveTable("duplicates"),
        ArchiveTable("lines"), ArchiveTable("line_plans"), ArchiveTable("calls", omitting: ["repeated", "followed"]),
        ArchiveTable("legs"),
        ArchiveTable("call_groups"),
        ArchiveTable("privacy_retention"), ArchiveTable("recordings", where: isKept),
        ArchiveTable("recording_audio", where: "t.state <> 'deleted'"),
        ArchiveTable("recording_redactions", where: isKeptSound), ArchiveTable("recording_policies"),
        ArchiveTable("transcript_versions"),
        ArchiveTable("transcript_segments", omitting: ["log_offset"], where: isOfSomebody),
        ArchiveTable("transcript_redactions"),
        ArchiveTable("messages", where: isNotOfRemoved), ArchiveTable("messaging_templates"),
        ArchiveTable("messaging_quiet_hours"), ArchiveTable("call_costs"), ArchiveTable("cost_days"),
        ArchiveTable("obligations"), ArchiveTable("obligation_causes"), ArchiveTable("obligation_history"),
        ArchiveTable("obligation_counts"), ArchiveTable("opening_hours"),
        ArchiveTable("presence_reasons"), ArchiveTable("teams"), ArchiveTable("team_members"),
        ArchiveTable("line_routings"), ArchiveTable("line_targets"), ArchiveTable("call_hand_overs"),
        ArchiveTable("analysis_documents"), ArchiveTable("insights_calls"), ArchiveTable("insights_runs"),
        ArchiveTable("insights_segments", where: isOfSomebody),
        ArchiveTable("insights_triggers", omitting: ["log_offset"], where: isOfSomebody),
        ArchiveTable("insights_promises", where: isOfSomebody), ArchiveTable("insights_given"),
        ArchiveTable("insights_model_verdicts", where: isOfSomebody),
        ArchiveTable("call_notes", where: isOfSomebody), ArchiveTable("disposition_trees"),
        ArchiveTable("call_follow_ups"), ArchiveTable("tasks"), ArchiveTable("score_rules"),
        ArchiveTable("contact_views"), ArchiveTable("pipeline_stages"), ArchiveTable("pipeline_places"),
        ArchiveTable("pipeline_moves"), ArchiveTable("pipeline_sums"),
    ]

    /// What stays here, and why.
    static let leftOut: [String: String] = [
        "api_keys": secret, "insights_models": secret, "invitations": secret, "media_programs": secret,
        "outbound_logins": secret, "provider_accounts": "in the manifest, without their secrets",
        "memberships": "in the manifest: who signs in is decided anew", "sessions": secret,
        "audit_log": "the proof of this hub, chained by its own hashes", "idempotency_keys": moment,
        "events": "the log has a life of its own", "event_heads": "the log has a life of its own",
        "reaction_offsets": "the log has a life of its own", "reconcile_accounts": moment, "media_streams": moment,
        "messaging_outbox": "nothing is to be sent twice", "outbound_orders": moment,
        "presence_agents": moment, "presence_spans": moment, "call_rings": moment, "call_offers": moment,
        "insights_model_troubles": moment, "recording_trash": moment, "recording_peaks": "computed anew",
        "transcript_documents": moment,
        "export_jobs": moment, "archive_imports": moment, "imports": moment, "import_batches": moment,
        "import_changes": moment, "import_errors": moment, "webhook_endpoints": secret, "webhook_deliveries": moment,
        "privacy_erasures": "who is erased is in no archive", "duplicates_progress": moment,
        "company_seals": secret,
        "contact_merges": "to part two it needs the one that is removed", "contact_merge_rows": "as contact_merges",
        "contact_tags": counted, "figure_quarters": counted, "figure_cells": counted, "figure_words": counted,
        "figure_contacts": counted, "figure_callers": "who called again is settled anew",
    ]

    private static let secret = "it holds secrets, or is nothing without them"
    private static let counted = "the database makes it of the other rows itself"
    private static let moment = "it is about what this hub is doing now"

    private static let isKept: StaticString = """
        NOT EXISTS (SELECT 1 FROM recording_audio a WHERE a.company_id = t.company_id AND a.recording_id = t.id
          AND a.state = 'deleted')
        """
    private static let isKeptSound: StaticString = """
        NOT EXISTS (SELECT 1 FROM recording_audio a WHERE a.company_id = t.company_id
          AND a.recording_id = t.recording_id AND a.state = 'deleted')
        """
    /// What was said with contacts who are removed is gone with them, as from the search.
    private static let isOfSomebody: StaticString = """
        NOT EXISTS (SELECT 1 FROM calls k JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id
          WHERE k.company_id = t.company_id AND k.id = t.call_id AND c.deleted_at IS NOT NULL)
        """
    private static let isNotOfRemoved: StaticString = """
        NOT EXISTS (SELECT 1 FROM contacts c WHERE c.company_id = t.company_id AND c.id = t.contact_id
          AND c.deleted_at IS NOT NULL)
        """

    /// The company with its people and provider accounts, as the manifest tells them.
    static func company(in tx: Transaction) throws -> JSONValue {
        let people = try tx.rows(
            """
            SELECT m.user_id, u.email, m.name, m.role FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.company_id = \(tx.company) ORDER BY m.user_id
            """
        ) { row -> JSONValue in
            [
                "id": .string(UserID(row.int64(0)).wire), "email": .string(row.string(1)),
                "name": .string(row.string(2)),
                "role": .string(row.string(3)),
            ]
        }
        let accounts = try tx.rows(
            """
            SELECT id, provider, title, public_url, provider_account FROM provider_accounts
            WHERE company_id = \(tx.company) ORDER BY id
            """
        ) { row -> JSONValue in
            var account: JSONObject = [
                "id": .string(AccountID(row.int64(0)).wire), "provider": .string(row.string(1)),
                "title": .string(row.string(2)),
            ]
            account["publicUrl"] = row.stringOrNil(3).map { .string($0) }
            account["providerAccount"] = row.stringOrNil(4).map { .string($0) }
            return .object(account)
        }
        let company = try tx.first(
            "SELECT name, region, currency, time_zone FROM companies WHERE id = \(tx.company)"
        ) { row -> JSONObject in
            [
                "id": .string(tx.company.wire), "name": .string(row.string(0)), "region": .string(row.string(1)),
                "currency": .string(row.string(2)), "timeZone": .string(row.string(3)),
            ]
        }
        var manifest = company ?? [:]
        manifest["people"] = .array(people)
        manifest["accounts"] = .array(accounts)
        return .object(manifest)
    }

    /// The hashes of the stored sounds, each once.
    static func recordings(in tx: Transaction) throws -> [String] {
        try tx.rows(
            """
            SELECT DISTINCT hash FROM recording_audio
            WHERE company_id = \(tx.company) AND hash IS NOT NULL AND state <> 'deleted' ORDER BY hash
            """
        ) { $0.string(0) }
    }

    /// The member of a company with an e-mail address.
    static func member(_ email: String, in tx: Transaction) throws -> UserID? {
        try tx.first(
            """
            SELECT u.id FROM users u JOIN memberships m ON m.user_id = u.id AND m.company_id = \(tx.company)
            WHERE u.email_key = lower(\(email))
            """
        ) { UserID($0.int64(0)) }
    }
}
