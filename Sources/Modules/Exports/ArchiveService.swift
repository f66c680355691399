import Glibc
import ModuleKit
import OpenSSL
import Reactor

/// Makes a company's archive: one tar file, true at one moment.
struct ArchiveService: Sendable {
    let database: Database
    let folder: ExportFolder
    let surroundings: ArchiveSurroundings
    let now: @Sendable () -> Timestamp

    /// Writes the archive into a file of ours; another body is sent what that has, for nobody who reads slowly is to hold
    /// up the database's log.
    func write(
        of company: CompanyID, to body: any BodyWriter, progress: @escaping ExportService.Progress
    ) async throws {
        if let file = body as? DraftFile { return try await fill(file, of: company, progress: progress) }
        let draft = try await folder.draft("archive-\(Hex.encode(Random.bytes(8)))", of: company)
        try await fill(draft, of: company, progress: progress)
        var offset: Int64 = 0
        while true {
            let at = offset
            let bytes = try await ExportFolder.offLoop { try draft.read(at: at, 1 << 18) }
            guard !bytes.isEmpty else { return }
            try await body.write(bytes)
            offset += Int64(bytes.count)
        }
    }

    /// About how many records there are.
    func total(of company: CompanyID) async throws -> Int {
        let tables = surroundings.tables
        return try await database.snapshot(tenant: company.rawValue) { tx in
            try tables.reduce(0) { $0 + (try $1.rows(in: tx).count(in: tx)) }
        }
    }

    private func fill(
        _ file: DraftFile, of company: CompanyID, progress: @escaping ExportService.Progress
    ) async throws {
        let stopped = Lock(false)
        let (surroundings, time) = (surroundings, now())
        try await withTaskCancellationHandler {
            try await database.snapshot(tenant: company.rawValue) { tx in
                var archive = ArchiveWriter(
                    file, at: time, progress: progress, isStopped: { stopped.withLock { $0 } })
                for table in surroundings.tables { try archive.add(try table.rows(in: tx), in: tx) }
                for hash in try surroundings.recordings(tx) {
                    try archive.addRecording(hash, at: surroundings.recordingFile(hash, company))
                }
                try archive.end(company: try surroundings.company(tx))
            }
        } onCancel: {
            stopped.withLock { $0 = true }
        }
    }
}
