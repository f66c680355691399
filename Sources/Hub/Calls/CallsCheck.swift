import Domain
import SQLite

extension CallsModule {
    /// What is wrong with the calls of all companies, a line each: what they point at, and calls that go on after their end.
    package static func faults(in tx: Transaction) throws -> [String] {
        let interactions = try tx.rows(
            """
            SELECT c.id FROM calls c WHERE c.interaction_id IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM interactions i WHERE i.company_id = c.company_id AND i.id = c.interaction_id)
            ORDER BY c.company_id, c.id LIMIT \(SelfCheck.limit)
            """
        ) { "calls: the interaction of \(CallID($0.int64(0))) is not there." }
        let contacts = try tx.rows(
            """
            SELECT c.id FROM calls c WHERE c.contact_id IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM contacts p WHERE p.company_id = c.company_id AND p.id = c.contact_id)
            ORDER BY c.company_id, c.id LIMIT \(SelfCheck.limit)
            """
        ) { "calls: the contact of \(CallID($0.int64(0))) is not there." }
        let lines = try tx.rows(
            """
            SELECT c.id FROM calls c WHERE c.line_id IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM lines l WHERE l.company_id = c.company_id AND l.id = c.line_id)
            ORDER BY c.company_id, c.id LIMIT \(SelfCheck.limit)
            """
        ) { "calls: the line of \(CallID($0.int64(0))) is not there." }
        let phantoms = try tx.rows(
            """
            SELECT c.id FROM calls c WHERE c.ended_at IS NULL AND NOT EXISTS (
              SELECT 1 FROM legs l WHERE l.company_id = c.company_id AND l.call_id = c.id
                AND l.status IN ('queued', 'ringing', 'in-progress'))
            ORDER BY c.company_id, c.id LIMIT \(SelfCheck.limit)
            """
        ) { "calls: \(CallID($0.int64(0))) goes on, and none of its legs does." }
        let doubles = try tx.rows(
            """
            SELECT provider_call_id FROM calls GROUP BY company_id, account_id, provider_call_id HAVING count(*) > 1
            ORDER BY provider_call_id LIMIT \(SelfCheck.limit)
            """
        ) { "calls: there are several that began as \($0.string(0))." }
        let versions = try tx.rows(
            """
            SELECT call_id, sum(shown) FROM transcript_versions GROUP BY company_id, call_id HAVING sum(shown) <> 1
            ORDER BY company_id, call_id LIMIT \(SelfCheck.limit)
            """
        ) { "calls: \(CallID($0.int64(0))) shows \($0.int64(1)) versions of its transcript." }
        let unseen = try tx.rows(
            """
            SELECT s.id FROM transcript_segments s WHERE s.indexed = 1 AND NOT EXISTS (
              SELECT 1 FROM transcript_versions v WHERE v.company_id = s.company_id AND v.call_id = s.call_id
                AND v.source = s.source AND v.shown = 1)
            ORDER BY s.company_id, s.call_id, s.session, s.track, s.sequence LIMIT \(SelfCheck.limit)
            """
        ) { "calls: the segment \(SegmentID($0.int64(0))) can be found, and its version is not shown." }
        return interactions + contacts + lines + phantoms + doubles + versions + unseen + (try CostStore.faults(in: tx))
    }
}
