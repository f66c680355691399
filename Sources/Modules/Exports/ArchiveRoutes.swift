import ModuleKit

extension Permission {
    /// Read a whole company's archive into this one.
    package static let archivesImport = Self("archives:import", least: .admin)
}

/// Reading archives over HTTP.
struct ArchiveRoutes: Sendable {
    let importing: ArchiveImportService
    let folder: ExportFolder
    let audit: AuditWriter

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/crm/imports/archive", .archivesImport, read)
            .body(.string, mediaType: "application/x-tar", maxBytes: 1 << 40).streamed
            .returns(ArchiveResult.schema)
            .problems(.unsupportedMediaType, .unprocessableContent, .conflict, .contentTooLarge)
            .summary("Read a company's archive into this company, which must be empty", details: Self.details),
    ]}

    private func read(_ request: Request) async throws -> Response {
        guard request.essence == "application/x-tar" else { throw Problem.unsupportedMediaType("application/x-tar") }
        let draft = try await folder.draft("upload-\(request.id)", of: request.company)
        if let stream = request.bodyStream {
            while let bytes = try await stream.next() { try await draft.write(bytes) }
        } else {
            try await draft.write(request.body)
        }
        // Reading millions of lines is work for the task pool: the loop has others to answer.
        let result = try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await importing.read(draft.path, into: request.company) { [audit] result, tx in
                let detail: JSONValue = [
                    "contacts": .integer(Int64(result.rows["contacts"] ?? 0)),
                    "calls": .integer(Int64(result.rows["calls"] ?? 0)),
                    "recordings": .integer(Int64(result.recordings)),
                ]
                try audit("archive.imported", request.company.wire, detail, request, tx)
            }
        }
        return .json(result)
    }

    private static let details = """
        Everything in the archive is checked before anything is written. Ids stay as they were where they are free here, else all \
        are larger by the same amount. What an attempt has left that was cut short is removed by the next. People are those of \
        this company with the same e-mail addresses; provider accounts are made anew, and their secrets are to be given again.
        """
}
