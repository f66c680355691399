import ModuleKit

extension RecordingsModule {
    /// A person's recordings: their files go with the commit, and their providers are asked to delete their own.
    ///
    /// - Throws: 409 when one of them is under legal hold; a backup's hold had been released when they were erased.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        for call in person.calls {
            let ids = try tx.rows(
                "SELECT recording_id FROM recording_audio WHERE company_id = \(tx.company) AND call_id = \(call)"
            ) { RecordingID($0.int64(0)) }
            for id in ids {
                guard let record = try AudioStore.record(id, in: tx) else { continue }
                guard person.isBack || !record.isHeld else { throw RecordingsError.onHold(id) }
                try KeepingService.delete(
                    record, reason: "by erasure of a person", atProvider: true, at: Timestamp(milliseconds: tx.now),
                    in: tx)
            }
        }
    }
}
