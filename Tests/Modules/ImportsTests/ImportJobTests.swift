import Directory
import Domain
import FoundationEssentials
import JSON
import Support
import Testing

/// Files that are kept, mapped, tried and then brought in: `POST /api/crm/imports` and what follows.
@Suite(.timeLimit(.minutes(10))) struct ImportJobTests {
    private static let export = """
        Record ID;First Name;Last Name;Email;Phone Number;Contact owner;Lifecycle Stage;Create Date;Labels;Deal Value;Region
        501;Ada;Obi;ada@example.com;0802 123 4567;Test Owner;Sales Qualified Lead;2025-03-04 10:00;vip, gold;1.250,50;South
        502;Bode;Obi;bode@;0803;nobody;what;tomorrow;;much;Mars
        503;;;;;;;;;;

        """

    private func withOwner(_ desk: ImportDesk) async throws -> String {
        let made = try await desk.server.post(
            "/api/users", ["email": "owner@example.com", "name": "Test Owner", "role": "agent"], expecting: 201)
        try await desk.field(ContactField(key: "area", label: "Region", type: .choice, choices: ["South", "North"]))
        return made["data"]["user"]["id"].string ?? ""
    }

    @Test func aFileIsKeptAndWhatItIsIsShown() async throws {
        try await withImports { desk in
            _ = try await withOwner(desk)
            let file = try await desk.upload(Self.export, name: "hubspot.csv")
            #expect(file["state"] == "ready" && file["format"] == "hubspot" && file["encoding"] == "utf-8")
            #expect(
                file["delimiter"] == ";" && file["total"] == 3 && file["done"] == 0 && file["name"] == "hubspot.csv")
            #expect(file["bytes"].int == Self.export.utf8.count)
            #expect(file["mapping"]["Record ID"] == "externalId" && file["mapping"]["Region"] == "fields.area")
            #expect(file["mapping"]["Contact owner"] == "owner" && file["decimal"] == "comma")
            #expect(file["sample"][0][1] == "Ada")
            #expect(try await desk.contacts().isEmpty)
            #expect(try await desk.server.get("/api/crm/imports")["data"].array?.map { $0["id"] } == [file["id"]])
        }
    }

    @Test func everyKindOfColumnComesInAndWhatIsWrongIsToldByField() async throws {
        try await withImports { desk in
            let owner = try await withOwner(desk)
            let file = try await desk.upload(Self.export)
            try await desk.map(file, ["tags": ["fair"], "source": "fair-2026", "currency": "NGN"])
            let tried = try await desk.act("dry-run", file)
            #expect(try await desk.contacts().isEmpty)
            let done = try await desk.bringIn(file)
            #expect(done["state"] == "done" && done["done"] == 3)
            #expect(ImportDesk.counts(tried) == ImportDesk.counts(done))
            #expect(ImportDesk.counts(done) == [2, 0, 0, 0, 1, 8], "\(tried)")

            let ada = try await desk.contacts()[at: 0]
            #expect(ada["name"] == "Ada Obi" && ada["externalId"] == "501" && ada["owner"].string == owner)
            #expect(ada["status"] == "lead" && ada["tags"] == ["vip", "gold", "fair"] && ada["source"] == "fair-2026")
            #expect(ada["value"]["estimated"] == ["amount": 125_050, "currency": "NGN"])
            #expect(ada["fields"] == ["area": "South"] && ada["createdAt"] == "2025-03-04T10:00:00.000Z")

            let errors = try await desk.server.get("\(desk.path(file))/errors")["data"].array ?? []
            #expect(errors == tried["errors"].array)
            #expect(
                Set(errors.compactMap { $0["field"].string }) == [
                    "email", "phone", "owner", "status", "createdAt", "estimatedValue", "fields.area",
                ])
            #expect(errors.first?["row"] == 3 && errors.last?["row"] == 4)
        }
    }

    @Test func errorsArePagedAndComeAsAFileWithoutFormulas() async throws {
        try await withImports { desk in
            let file = try await desk.upload("name,phone,email\nAda,12,=cmd\nBode,\"=1+\"\"2\"\"\",\n")
            try await desk.map(file)
            let done = try await desk.bringIn(file)
            #expect(done["faults"] == 3)
            let path = "\(desk.path(file))/errors"
            let first = try await desk.server.get("\(path)?limit=2")
            #expect(first["data"].array?.map { $0["row"] } == [2, 2])
            let rest = try await desk.server.get("\(path)?limit=2&after=\(first["next"].string ?? "")")
            #expect(rest["data"].array?.map { $0["row"] } == [3] && rest["next"].isNull)
            let csv = try await desk.server.client.get(
                "\(path).csv", headers: [("Authorization", "Bearer \(desk.server.company.token)")])
            #expect(csv.text.hasPrefix("\u{FEFF}row,field,value,detail\r\n\"2\",\"phone\",\"12\""))
            #expect(csv.text.contains("\"'=cmd\"") && csv.text.contains("\"'=1+\"\"2\"\"\""))
        }
    }

    @Test func termsThatCannotBeAreRefusedByColumn() async throws {
        try await withImports { desk in
            let file = try await desk.upload("a,b,c\n1,2,3\n")
            #expect(file["state"] == "new")
            #expect(try await desk.act("dry-run", file, expecting: 409)["state"] == "new")
            #expect(try await desk.act("start", file, expecting: 409)["state"] == "new")
            let wrong: [(JSONObject, field: String)] = [
                (["mapping": ["d": "name"]], "mapping"), (["mapping": ["a": "nonsense"]], "mapping.a"),
                (["mapping": ["a": "fields.unknown"]], "mapping.a"), (["mapping": ["a": "tags"]], "mapping"),
                (["mapping": ["a": "name", "b": "name"]], "mapping.b"),
                (["mapping": ["a": "name"], "upsertBy": "email"], "upsertBy"),
                (["mapping": ["a": "name"], "upsertBy": "sometimes"], "upsertBy"),
                (["mapping": ["a": "name"], "currency": "naira"], "currency"),
            ]
            for (terms, field) in wrong {
                #expect(try await desk.map(file, terms, expecting: 422)["field"].string == field, "\(terms)")
            }
            let mapped = try await desk.map(file, ["mapping": ["a": "name", "b": nil]])
            #expect(mapped["state"] == "ready" && mapped["mapping"] == ["a": "name", "b": nil, "c": nil])
        }
    }

    @Test func aFileGoesWhenItsImportEndsAndWhatNobodyStartsAfterAWeek() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withImports(options) { desk in
            let folder = "\(desk.server.data)/imports"
            let kept = { try FileManager.default.contentsOfDirectory(atPath: folder).count }
            let (one, two) = (try await desk.upload("name\nAda\n"), try await desk.upload("name\nBode\n"))
            _ = try await desk.upload("name\nChidi\n")
            #expect(try kept() == 3)
            _ = try await desk.bringIn(one)
            try await desk.act("cancel", two)
            #expect(try kept() == 1)
            clock.advance(by: .seconds(8 * 86_400))
            await desk.server.keepHouse()
            #expect(try kept() == 0)
            #expect(try await desk.server.get("/api/crm/imports")["data"][0]["state"] == "cancelled")
            #expect(try await desk.people() == ["Ada|||"])
        }
    }

    @Test func aFileThatIsNoTableIsRefusedAndNotKept() async throws {
        try await withImports { desk in
            let long = Array("name\n".utf8) + Array(repeating: 0x61, count: 300_000)
            _ = try await desk.send("/api/crm/imports", long, expecting: 422)
            _ = try await desk.send("/api/crm/imports", [], expecting: 422)
            let bare = try await desk.send("/api/crm/imports", Array("name,phone\n\n".utf8), expecting: 422)
            #expect(bare["type"] == "/problems/imports/unreadable" && bare["detail"].string?.contains("no row") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(desk.server.data)/imports").isEmpty)
            #expect(try await desk.server.get("/api/crm/imports")["data"].array?.isEmpty == true)
        }
    }
}
