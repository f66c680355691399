import Directory
import Glibc
import HTTP
import ModuleKit
import Testing

@testable import Imports

/// An import module with a database of its own.
struct Importing {
    let database: Database
    let module: ImportsModule
    let company = CompanyID(7)

    func load(_ csv: String) async throws -> ImportResult {
        var bytes: [UInt8]? = Array(csv.utf8)
        return try await module.importContacts(into: company) {
            defer { bytes = nil }
            return bytes
        }
    }

    /// `name|email|business|numbers` of each contact, oldest first.
    func contacts() async throws -> [String] {
        try await database.read(company) { tx in
            try ContactListing.newest(500, in: tx).reversed().map { contact in
                let numbers = contact.numbers.map(\.number.e164).joined(separator: " ")
                return "\(contact.name ?? "")|\(contact.email ?? "")|\(contact.business?.name ?? "")|\(numbers)"
            }
        }
    }

    func events() async throws -> [JSONValue] {
        try await database.read(company) { tx in
            try EventLog.page(after: 0, wanted: nil, in: tx).events.map {
                try JSONParser.parse(Array($0.frame.payload))
            }
        }
    }
}

/// Runs `body` with a fresh database, and removes it.
func withImports(_ body: (Importing) async throws -> Void) async throws {
    var template = Array("/tmp/imports-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
        for name in ["hub.db", "hub.db-wal", "hub.db-shm"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
    let database = try Database(path: "\(folder)/hub.db", migrations: EventLog.migrations + ContactDirectory.migrations)
    defer { database.close() }
    let platform = Platform(database: database, epoch: "test", now: { Timestamp(year: 2026, month: 11, day: 21) })
    try await body(Importing(database: database, module: ImportsModule(platform, region: { _ in "NG" })))
}

@Suite struct ImportTests {
    private static let people = """
        Name;Phone;E-Mail;Company
        Ada Obi;0802 123 4567;ada@example.com;Obi & Sons
        "Bode; the elder";+44 20 7946 0958;;
        ;;only@example.com;

        """

    @Test func contactsComeInAndOneEventTellsOfThem() async throws {
        try await withImports { imports in
            let result = try await imports.load(Self.people)
            #expect(result.counts == ImportCounts(rows: 3, created: 3))
            #expect(
                try await imports.contacts() == [
                    "Ada Obi|ada@example.com|Obi & Sons|+2348021234567", "Bode; the elder|||+442079460958",
                    "|only@example.com||",
                ])
            let events = try await imports.events()
            #expect(events.map { $0["type"].string } == ["contacts.imported"])
            #expect(events.first?["data"]["created"].int == 3)
        }
    }

    @Test func theSameFileTwiceChangesNothing() async throws {
        try await withImports { imports in
            _ = try await imports.load(Self.people)
            let before = try await imports.contacts()
            #expect(try await imports.load(Self.people).counts == ImportCounts(rows: 3, unchanged: 3))
            #expect(try await imports.contacts() == before)
            #expect(try await imports.events().count == 1)
        }
    }

    @Test func aKnownContactLearnsOnlyWhatWasEmpty() async throws {
        try await withImports { imports in
            _ = try await imports.load("phone\n08021234567\n")
            let result = try await imports.load(
                "name,phone,email,business\nAda Obi,+2348021234567,ada@example.com,Obi Ltd\n")
            #expect(result.counts == ImportCounts(rows: 1, updated: 1))
            _ = try await imports.load("name,email,phone\nOther,ADA@example.com,+2348029999999\n")
            #expect(try await imports.contacts() == ["Ada Obi|ada@example.com|Obi Ltd|+2348021234567"])
            let data = try await imports.events().last?["data"]
            #expect(data?["updated"].int == 1)
            #expect(data?["contacts"].array?.count == 1)
        }
    }

    @Test func aSecondNumberOfTheSamePersonIsAdded() async throws {
        try await withImports { imports in
            let result = try await imports.load(
                "name,email,phone\nAda Obi,a@example.com,08021234567\n\"Obi, Ada\",a@example.com,08029999999\n")
            #expect(result.counts.updated == 1)
            #expect(try await imports.contacts() == ["Ada Obi|a@example.com||+2348021234567 +2348029999999"])
        }
    }

    @Test func faultsAreToldByLineAndTheRestComesIn() async throws {
        try await withImports { imports in
            let result = try await imports.load(
                """
                name,phone,email
                Ada,080,ada@example.com
                "Two
                lines",2.34802E+12,
                ,12,nobody
                Chidi,08021234567,chidi@
                """)
            #expect(result.counts == ImportCounts(rows: 4, created: 3, refused: 1, faults: 6))
            #expect(result.errors.map(\.line) == [2, 3, 5, 5, 5, 6])
            #expect(result.errors.map(\.column) == ["phone", "phone", "phone", "email", nil, "email"])
            #expect(result.errors[1].detail.contains("rounded"))
            #expect(
                try await imports.contacts() == ["Ada|ada@example.com||", "Two\nlines|||", "Chidi|||+2348021234567"])
        }
    }

    @Test func aNumberOfSomebodyElseIsToldAndMakesNoSecondContact() async throws {
        try await withImports { imports in
            let result = try await imports.load("name,phone\nAda Obi,08021234567\nBode Obi,08021234567\n")
            #expect(result.counts == ImportCounts(rows: 2, created: 1, unchanged: 1, faults: 1))
            #expect(result.errors.first?.line == 3)
        }
    }

    @Test func whatOurSpreadsheetExportWroteIsReadBack() async throws {
        try await withImports { imports in
            _ = try await imports.load(
                "\u{FEFF}name,phone,otherPhones\r\n\"'=Ada\",\"'+2348021234567\",\"'+2348029999999; +442079460958\"\r\n"
            )
            #expect(try await imports.contacts() == ["=Ada|||+2348021234567 +2348029999999 +442079460958"])
        }
    }

    @Test func windowsLettersAreReadAndTold() async throws {
        try await withImports { imports in
            var bytes: [UInt8]? = Array("name\n".utf8) + [0x5A, 0x6F, 0xEB, 0x0A]
            let result = try await imports.module.importContacts(into: imports.company) {
                defer { bytes = nil }
                return bytes
            }
            #expect(result.counts.faults == 1)
            #expect(try await imports.contacts() == ["Zoë|||"])
        }
    }

    @Test func manyRowsComeInAcrossBatchesAndCompaniesStayApart() async throws {
        try await withImports { imports in
            let lines = (0..<5_000).map { "Person \($0),+23480\(21_000_000 + $0),p\($0)@example.com\n" }
            let result = try await imports.load("name,phone,email\n" + lines.joined())
            #expect(result.counts == ImportCounts(rows: 5_000, created: 5_000))
            #expect(try await imports.events().map { $0["data"]["created"].int } == [2_000, 2_000, 1_000])
            let others = try await imports.database.read(CompanyID(8)) { tx in
                try ContactListing.newest(10, in: tx).count
            }
            #expect(others == 0)
        }
    }

    @Test func theRouteTakesCSVOfManagersOnly() async throws {
        try await withImports { imports in
            let router = try Router(imports.module.routes)
            let send = { (role: Role, type: String, body: String) async throws -> Response in
                let head = try RequestHead(.post, "/api/crm/imports/contacts", headers: [("Content-Type", type)])
                do {
                    guard case .found(let endpoint, let captures) = router.match(head) else { throw Problem.notFound() }
                    let caller = Caller(tenant: 7, subject: .program, role: role)
                    let admission = try endpoint.admit(head, captures, by: FixedCaller(caller: caller))
                    let request = Request(
                        head: head, body: Array(body.utf8), id: "req_1", remoteAddress: "", secure: true,
                        endpoint: endpoint,
                        captures: captures, admission: admission)
                    guard case .streaming(let handler) = endpoint.route.handler else { throw Problem.internalError }
                    return try await handler(request)
                } catch {
                    return (Problem.of(error) ?? .internalError).response(requestID: "req_1")
                }
            }
            #expect(try await send(.agent, "text/csv", "name\nAda\n").status == .forbidden)
            #expect(try await send(.manager, "application/json", "{}").status == .unsupportedMediaType)
            #expect(try await send(.manager, "text/csv", "").status == .unprocessableContent)
            #expect(try await send(.manager, "text/csv", "x,y\n1,2\n").status == .unprocessableContent)
            let response = try await send(.manager, "text/csv; charset=utf-8", "name\nAda\n")
            #expect(try JSONParser.parse(response.bytes ?? [])["data"]["created"].int == 1)
        }
    }
}

/// Gives every request the same caller.
struct FixedCaller: Authenticator {
    let caller: Caller

    func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller? { caller }
}
