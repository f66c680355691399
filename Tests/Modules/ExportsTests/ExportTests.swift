import Calls
import Directory
import Glibc
import HTTP
import ModuleKit
import Testing

@testable import Exports

/// Keeps what is streamed, and does something after the first piece.
actor Sink: BodyWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var writes = 0
    private var afterFirst: (@Sendable () async throws -> Void)?

    init(afterFirst: (@Sendable () async throws -> Void)? = nil) { self.afterFirst = afterFirst }

    func write(_ bytes: [UInt8]) async throws {
        self.bytes += bytes
        writes += 1
        let next = afterFirst
        afterFirst = nil
        try await next?()
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// An export module with a database of its own.
struct Exporting {
    let database: Database
    let router: Router
    let company = CompanyID(7)

    func add(_ names: [String], business: String? = nil, status: Contact.Status = .new, notes: String? = nil)
        async throws
    {
        try await database.write(company) { tx in
            for name in names {
                var draft = ContactDirectory.Draft(source: "manual")
                draft.name = name
                draft.business = business
                draft.status = status
                draft.notes = notes
                draft.numbers = [Contact.Number(number: PhoneNumber(e164: "+2348021234567"))]
                _ = try ContactDirectory.create(draft, at: Timestamp(year: 2026, month: 11, day: 20), in: tx)
            }
        }
    }

    /// The response's status and fields, and all of its body.
    func get(_ target: String, role: Role = .manager, into sink: Sink = Sink()) async throws -> (
        response: Response, text: String
    ) {
        let head = try RequestHead(.get, target, headers: [])
        do {
            guard case .found(let endpoint, let captures) = router.match(head) else { throw Problem.notFound() }
            let caller = Caller(tenant: 7, subject: .program, role: role)
            let admission = try endpoint.admit(head, captures, by: FixedCaller(caller: caller))
            let request = Request(
                head: head, id: "req_1", remoteAddress: "", secure: true, endpoint: endpoint, captures: captures,
                admission: admission)
            guard case .async(let handler) = endpoint.route.handler else { throw Problem.internalError }
            let response = try await handler(request)
            guard case .stream(let write) = response.body else { throw Problem.internalError }
            try await write(sink)
            return (response, await sink.text)
        } catch {
            return ((Problem.of(error) ?? .internalError).response(requestID: "req_1"), "")
        }
    }
}

/// Gives every request the same caller.
struct FixedCaller: Authenticator {
    let caller: Caller

    func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller? { caller }
}

/// Runs `body` with a fresh database, and removes it.
func withExports(_ body: (Exporting) async throws -> Void) async throws {
    var template = Array("/tmp/exports-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
        for name in ["hub.db", "hub.db-wal", "hub.db-shm"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
    let now = Timestamp(year: 2026, month: 11, day: 21)
    var options = DatabaseOptions()
    options.clock = { now.milliseconds }
    let database = try Database(
        path: "\(folder)/hub.db", options: options,
        migrations: EventLog.migrations + ContactDirectory.migrations + CallsModule.migrations
            + ExportsModule.migrations)
    defer { database.close() }
    let platform = Platform(database: database, epoch: "test", now: { now })
    let archives = ArchiveSurroundings(
        tables: [], company: { _ in [:] }, recordings: { _ in [] }, recordingFile: { _, _ in "" },
        keepRecording: { _, _, _ in }, member: { _, _ in nil }, account: { _, _ in nil })
    let module = ExportsModule(
        platform, folder: "\(folder)/exports", archives: archives, records: [], audit: { _, _, _, _, _ in })
    try await body(Exporting(database: database, router: try Router(module.routes)))
}

@Suite(.timeLimit(.minutes(10))) struct ExportTests {
    @Test func contactsAreExportedUnderANameThatTellsTheMode() async throws {
        try await withExports { exports in
            try await exports.add(["Ada Obi"], business: "Obi, Sons")
            let (response, text) = try await exports.get("/api/crm/export/csv?columns=name,phone,business")
            #expect(
                response.header("Content-Disposition") == "attachment; filename=\"contacts-spreadsheet-2026-11-21.csv\""
            )
            #expect(response.header("Content-Type") == "text/csv; charset=utf-8; header=present")
            #expect(
                Array(text.utf8)
                    == Array("\u{FEFF}name,phone,business\r\nAda Obi,\"'+2348021234567\",\"Obi, Sons\"\r\n".utf8))
            let exact = try await exports.get("/api/crm/export/csv?mode=exact&columns=phone")
            #expect(exact.response.header("Content-Disposition")?.contains("contacts-exact-2026-11-21.csv") == true)
            #expect(exact.text == "phone\r\n+2348021234567\r\n")
        }
    }

    @Test(arguments: [
        "columns=name,phne", "columns=name,fields.none", "columns=name,name", "columns=", "what=people", "mode=excel",
    ])
    func whatIsNotThereIsRefusedByName(query: String) async throws {
        try await withExports { exports in
            let refused = try await exports.get("/api/crm/export/csv?\(query)").response
            #expect(refused.status == .unprocessableContent)
        }
    }

    @Test func exportsAreForManagers() async throws {
        try await withExports { exports in
            let refused = try await exports.get("/api/crm/export/csv", role: .agent).response
            #expect(refused.status == .forbidden)
        }
    }

    @Test func manyRowsComeInPagesAndLaterOnesAreLeftOut() async throws {
        try await withExports { exports in
            try await exports.add((0..<4_500).map { "Person \($0)" })
            let sink = Sink { try await exports.add(["Late"]) }
            let text = try await exports.get("/api/crm/export/csv?mode=exact&columns=name", into: sink).text
            let lines = text.split(separator: "\r\n")
            #expect(lines.count == 4_501)
            #expect(lines[1] == "Person 0")
            #expect(lines.last == "Person 4499")
            #expect(await sink.writes == 3)
        }
    }

    @Test func pagesOfLongTextsStayShort() async throws {
        try await withExports { exports in
            try await exports.add((0..<200).map { "Person \($0)" }, notes: String(repeating: "n", count: 20_000))
            let sink = Sink()
            let text = try await exports.get("/api/crm/export/csv?mode=exact&columns=name,notes", into: sink).text
            #expect(text.split(separator: "\r\n").count == 201)
            #expect(await sink.writes >= 4)
        }
    }

    @Test(arguments: ["interactions", "calls", "transcripts"])
    func everyTableHasItsHeader(what: String) async throws {
        try await withExports { exports in
            let text = try await exports.get("/api/crm/export/csv?mode=exact&what=\(what)").text
            #expect(text.split(separator: "\r\n").count == 1)
        }
    }

    @Test func interactionsOfRemovedContactsStayHere() async throws {
        try await withExports { exports in
            try await exports.add(["Ada", "Bode"])
            try await exports.database.write(exports.company) { tx in
                for contact in try ContactListing.newest(2, in: tx) {
                    _ = try InteractionStore.insert(
                        Interaction(
                            id: try tx.newID(), contact: contact.id, kind: .note,
                            at: Timestamp(year: 2026, month: 11, day: 20),
                            summary: "Spoke with \(contact.name ?? "")", keywords: ["van", "Tuesday"]), in: tx)
                    if contact.name == "Bode" {
                        _ = try ContactDirectory.delete(contact.id, at: contact.createdAt, in: tx)
                    }
                }
            }
            let text = try await exports.get(
                "/api/crm/export/csv?mode=exact&what=interactions&columns=summary,keywords,at"
            ).text
            #expect(text == "summary,keywords,at\r\nSpoke with Ada,van; Tuesday,2026-11-20T00:00:00.000Z\r\n")
        }
    }

    @Test func salesforceGetsRecordsInTheOrderThatItNeeds() async throws {
        try await withExports { exports in
            let empty = try JSONParser.parse(Array(try await exports.get("/api/crm/export/salesforce").text.utf8))
            #expect(empty["records"].array?.isEmpty == true)
            try await exports.add(["Ada Obi"], business: "Obi Ltd", status: .customer)
            try await exports.add(["Bode"], notes: "Wants a van")
            let (response, text) = try await exports.get("/api/crm/export/salesforce")
            #expect(response.header("Content-Disposition")?.contains("salesforce-2026-11-21.json") == true)
            let records = try JSONParser.parse(Array(text.utf8))["records"].array ?? []
            #expect(records.map { $0["attributes"]["type"].string } == ["Account", "Contact", "Lead"])
            #expect(records[1]["LastName"].string == "Obi")
            #expect(records[1]["Account"]["Hub_Id__c"] == records[0]["Hub_Id__c"])
            #expect(records[2]["Company"].string == "[not provided]")
            #expect(records[2]["Description"].string == "Wants a van")
            let leads = try await exports.get("/api/crm/export/salesforce?objects=Lead").text
            #expect(try JSONParser.parse(Array(leads.utf8))["records"].array?.count == 1)
            let refused = try await exports.get("/api/crm/export/salesforce?objects=Deal").response
            #expect(refused.status == .unprocessableContent)
        }
    }

    @Test func callsAndTranscriptsComeInOrderAndInPages() async throws {
        try await withExports { exports in
            try await exports.addCalls(2, segments: 1_500)
            let text = try await exports.get("/api/crm/export/csv?mode=exact&what=transcripts&columns=sequence,text")
                .text
            let lines = text.split(separator: "\r\n")
            try #require(lines.count == 3_001)
            #expect(lines[1] == "0,\"Hello, 0\"")
            #expect(lines[1_501] == "0,\"Hello, 0\"")
            #expect(lines.last == "1499,\"Hello, 1499\"")
            let calls = try await exports.get("/api/crm/export/csv?what=calls&columns=from,to,durationSec,note").text
            #expect(calls.hasSuffix("\"'+2348021234567\",\"'+14155550119\",42,\"'=1+1\"\r\n"))
            let tasks = try await exports.get("/api/crm/export/salesforce?objects=Task").text
            let records = try JSONParser.parse(Array(tasks.utf8))["records"].array ?? []
            #expect(records.count == 2)
            #expect(records[0]["CallType"].string == "Inbound")
            #expect(records[0]["CallDurationInSeconds"].int == 42)
            #expect(records[0]["ActivityDate"].string == "2026-11-20")
            #expect(records[0]["Who"] == .null)
        }
    }
}

extension Exporting {
    /// Ended inbound calls with utterances.
    fileprivate func addCalls(_ count: Int, segments: Int) async throws {
        let at = Timestamp(year: 2026, month: 11, day: 20)
        try await database.write(company) { tx in
            for number in 0..<count {
                let call: CallID = try tx.newID()
                try tx.execute(
                    """
                    INSERT INTO calls (company_id, id, account_id, provider_call_id, direction, status, from_raw, from_kind,
                      to_raw, to_kind, local_number, remote_number, contact_match, plan_version, recording, transcription,
                      started_at, ended_at, duration_sec, note, heard_at)
                    VALUES (\(tx.company), \(call), 1, \("CA\(number)"), 'inbound', 'completed', '08021234567', 'number',
                      '+14155550119', 'number', '+14155550119', '+2348021234567', 'none', 0, 0, 0, \(at), \(at), 42, '=1+1',
                      \(at))
                    """)
                for sequence in 0..<segments {
                    let segment: SegmentID = try tx.newID()
                    try tx.execute(
                        """
                        INSERT INTO transcript_segments (company_id, call_id, session, track, sequence, id, speaker, text, at)
                        VALUES (\(tx.company), \(call), 's', '', \(sequence), \(segment), 'caller', \("Hello, \(sequence)"), \(at))
                        """)
                }
            }
        }
    }
}
