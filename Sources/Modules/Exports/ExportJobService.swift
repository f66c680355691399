import ModuleKit

/// The rules of exports that are ordered: each change is one transaction with its event.
struct ExportJobService: Sendable {
    /// So many of a company's are to be made still; the next is told to come back.
    static let mostUnfinished = 20
    /// So long a file is kept.
    static let lifetime = Duration.seconds(7 * 86_400)

    let database: Database
    let exports: ExportService
    let folder: ExportFolder
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// There is something to do; handed on after the commit.
    struct Work: Sendable {}

    func order(_ order: ExportOrder, by request: Request) async throws -> ExportJob {
        let at = now()
        let plan = try order.plan(day: at.rfc3339.prefix(10))
        return try await database.write(request.company) { tx in
            guard try ExportJobStore.unfinished(in: tx) < Self.mostUnfinished else {
                throw Problem.tooManyRequests(retryAfterSeconds: 60)
            }
            try order.check(in: tx)
            let job = ExportJob(
                id: try tx.newID(), order: order, name: plan.name, type: plan.type, state: .waiting,
                author: request.author, createdAt: at)
            try ExportJobStore.insert(job, in: tx)
            try audit("export.ordered", job.id.wire, order.audited, request, tx)
            try tx.publish(job.event, on: job.topics)
            tx.afterCommit(Work())
            return job
        }
    }

    func find(_ id: ExportID, in company: CompanyID) async throws -> ExportJob {
        try await database.read(company) { try Self.find(id, in: $0) }
    }

    /// Gives it up, unless it is over.
    func cancel(_ id: ExportID, by request: Request) async throws -> ExportJob {
        let at = now()
        return try await database.write(request.company) { tx in
            var job = try Self.find(id, in: tx)
            guard job.state == .waiting || job.state == .running else {
                throw Problem.conflict("The export is \(job.state.rawValue) already.", extra: ["state": job.state])
            }
            (job.state, job.endedAt, job.expiresAt) = (.cancelled, at, at + Self.lifetime)
            try ExportJobStore.update(job, in: tx)
            try audit("export.cancelled", id.wire, [:], request, tx)
            try tx.publish(job.event, on: job.topics)
            return job
        }
    }

    /// Removes it and its file.
    func delete(_ id: ExportID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            let job = try Self.find(id, in: tx)
            try ExportJobStore.delete(job.id, in: tx)
            try audit("export.deleted", id.wire, [:], request, tx)
        }
        try await folder.remove(id, of: request.company)
    }

    // MARK: In the background

    /// Makes the file of a job that waits; one that is given up meanwhile ends without.
    func make(_ id: ExportID, in company: CompanyID) async throws {
        guard let job = try await begin(id, in: company) else { return }
        let written = ExportMeter()
        do {
            let draft = try await folder.draft(id.wire, of: company)
            let plan = try job.order.plan(day: job.createdAt.rfc3339.prefix(10))
            let total = try await exports.total(plan, of: company)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await exports.write(plan, of: company, to: draft) { written.add($0) }
                }
                group.addTask {
                    while true {
                        try await Task.sleep(for: .seconds(1))
                        try await note(id, written.records, of: total, in: company)
                    }
                }
                // The first to end is the writing, or what went wrong.
                defer { group.cancelAll() }
                try await group.next()
            }
            try await draft.place(as: folder.file(id, of: company))
            let (records, bytes) = (written.records, draft.size)
            let isWanted = try await end(id, in: company) { job in
                (job.state, job.done, job.total, job.bytes) = (.done, records, records, bytes)
            }
            if !isWanted { try await folder.remove(id, of: company) }
        } catch is Cancelled {
        } catch {
            // The program stops: the next start makes it anew.
            if Task.isCancelled { throw error }
            let reason = (error as? Problem)?.detail ?? "\(error)"
            _ = try await end(id, in: company) { job in
                (job.state, job.error) = (.failed, String("The file could not be made: \(reason).".prefix(500)))
            }
        }
    }

    /// Removes the files whose time has come, with their jobs.
    func removeExpired() async throws {
        let now = now()
        let expired = try await database.read(tenant: 0) { try ExportJobStore.expired(at: now, limit: 100, in: $0) }
        for (company, id) in expired {
            try await folder.remove(id, of: company)
            try await database.write(company) { try ExportJobStore.delete(id, in: $0) }
        }
    }

    /// Somebody has given the job up.
    private struct Cancelled: Error {}

    private func begin(_ id: ExportID, in company: CompanyID) async throws -> ExportJob? {
        let at = now()
        return try await database.write(company) { tx in
            guard var job = try ExportJobStore.find(id, in: tx), job.state == .waiting else { return nil }
            (job.state, job.startedAt) = (.running, at)
            try ExportJobStore.update(job, in: tx)
            try tx.publish(job.event, on: job.topics)
            return job
        }
    }

    private func note(_ id: ExportID, _ records: Int, of total: Int, in company: CompanyID) async throws {
        try await database.write(company) { tx in
            guard var job = try ExportJobStore.find(id, in: tx), job.state == .running else { throw Cancelled() }
            (job.done, job.total) = (records, max(records, total))
            try ExportJobStore.update(job, in: tx)
            try tx.push(job.event, on: job.topics)
        }
    }

    /// - Returns: false when nobody wants it any more.
    private func end(
        _ id: ExportID, in company: CompanyID, _ change: @escaping @Sendable (inout ExportJob) -> Void
    ) async throws -> Bool {
        let at = now()
        return try await database.write(company) { tx in
            guard var job = try ExportJobStore.find(id, in: tx), job.state == .running else { return false }
            change(&job)
            (job.endedAt, job.expiresAt) = (at, at + Self.lifetime)
            try ExportJobStore.update(job, in: tx)
            try tx.publish(job.event, on: job.topics)
            return true
        }
    }

    private static func find(_ id: ExportID, in tx: Transaction) throws -> ExportJob {
        guard let job = try ExportJobStore.find(id, in: tx) else {
            throw Problem.notFound("There is no export \(id).")
        }
        return job
    }
}

extension ExportOrder {
    /// What the audit log says of it.
    var audited: JSONValue {
        guard case .object(var detail) = choices else { return [:] }
        detail["what"] = .string(what.rawValue)
        return .object(detail)
    }
}
