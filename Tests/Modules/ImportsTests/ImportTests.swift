import Domain
import JSON
import Support
import Testing

/// Files that are imported while they come: `POST /api/crm/imports/contacts`.
@Suite(.timeLimit(.minutes(10))) struct ImportTests {
    private static let people = """
        Name;Phone;E-Mail;Company
        Ada Obi;0802 123 4567;ada@example.com;Obi & Sons
        "Bode; the elder";+44 20 7946 0958;;
        ;;only@example.com;

        """

    @Test func contactsComeInAndOneEventTellsOfThem() async throws {
        try await withImports { desk in
            let events = try await desk.server.subscribe(["contacts"])
            let result = try await desk.load(Self.people)
            #expect(ImportDesk.counts(result) == [3, 0, 0, 0, 0, 0])
            #expect(
                try await desk.people() == [
                    "Ada Obi|ada@example.com|Obi & Sons|+2348021234567", "Bode; the elder|||+442079460958",
                    "|only@example.com||",
                ])
            let told = try await events.upToNow().filter { $0["type"] == "contacts.imported" }
            #expect(told.map { $0["data"]["created"].int } == [3])
        }
    }

    @Test func theSameFileTwiceChangesNothing() async throws {
        try await withImports { desk in
            try await desk.load(Self.people)
            let before = try await desk.contacts()
            #expect(ImportDesk.counts(try await desk.load(Self.people)) == [0, 0, 3, 0, 0, 0])
            #expect(try await desk.contacts() == before)
        }
    }

    @Test func aKnownContactLearnsOnlyWhatWasEmpty() async throws {
        try await withImports { desk in
            try await desk.load("phone\n08021234567\n")
            let events = try await desk.server.subscribe(["contacts"])
            let result = try await desk.load(
                "name,phone,email,business\nAda Obi,+2348021234567,ada@example.com,Obi Ltd\n")
            #expect(ImportDesk.counts(result) == [0, 1, 0, 0, 0, 0])
            try await desk.load("name,email,phone\nOther,ADA@example.com,+2348029999999\n")
            #expect(try await desk.people() == ["Ada Obi|ada@example.com|Obi Ltd|+2348021234567"])
            let told = try await events.upToNow().filter { $0["type"] == "contacts.imported" }
            #expect(told.map { $0["data"]["updated"].int } == [1])
            #expect(told.first?["data"]["contacts"].array?.count == 1)
        }
    }

    @Test func aSecondNumberOfTheSamePersonIsAdded() async throws {
        try await withImports { desk in
            let result = try await desk.load(
                "name,email,phone\nAda Obi,a@example.com,08021234567\n\"Obi, Ada\",a@example.com,08029999999\n")
            #expect(ImportDesk.counts(result) == [1, 1, 0, 0, 0, 0])
            #expect(try await desk.people() == ["Ada Obi|a@example.com||+2348021234567 +2348029999999"])
        }
    }

    @Test func faultsAreToldByRowAndTheRestComesIn() async throws {
        try await withImports { desk in
            let result = try await desk.load(
                """
                name,phone,email
                Ada,080,ada@example.com
                "Two
                lines",2.34802E+12,
                ,12,nobody
                Chidi,08021234567,chidi@
                """)
            #expect(ImportDesk.counts(result) == [3, 0, 0, 0, 1, 6])
            let errors = result["errors"].array ?? []
            #expect(errors.map { $0["row"].int } == [2, 3, 4, 4, 4, 5])
            #expect(errors.map { $0["field"].string } == ["phone", "phone", "phone", "email", nil, "email"])
            #expect(errors.map { $0["value"].string } == ["080", "2.34802E+12", "12", "nobody", nil, "chidi@"])
            #expect(errors[at: 1]["detail"].string?.contains("rounded") == true)
            #expect(try await desk.people() == ["Ada|ada@example.com||", "Two\nlines|||", "Chidi|||+2348021234567"])
        }
    }

    @Test func aNumberOfSomebodyElseIsToldAndMakesNoSecondContact() async throws {
        try await withImports { desk in
            let result = try await desk.load("name,phone\nAda Obi,08021234567\nBode Obi,08021234567\n")
            #expect(ImportDesk.counts(result) == [1, 0, 0, 1, 0, 1])
            #expect(result["errors"][0]["row"] == 3)
        }
    }

    @Test func whatOurSpreadsheetExportWroteIsReadBack() async throws {
        try await withImports { desk in
            try await desk.load(
                "\u{FEFF}name,phone,otherPhones\r\n\"'=Ada\",\"'+2348021234567\",\"'+2348029999999; +442079460958\"\r\n"
            )
            #expect(try await desk.people() == ["=Ada|||+2348021234567 +2348029999999 +442079460958"])
        }
    }

    @Test func aFileMayHaveAnyEncodingAndMayBeCards() async throws {
        try await withImports { desk in
            let path = "/api/crm/imports/contacts"
            _ = try await desk.send(path, Array("name\n".utf8) + [0x5A, 0x6F, 0xEB, 0x0A])
            _ = try await desk.send(
                path,
                "name;email\nỌlá;o@example.com\n".utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] })
            try await desk.load(
                "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Obi;Ada;;;\r\nTEL:0802 123 4567\r\nEND:VCARD\r\n", type: "text/vcard")
            #expect(try await desk.people() == ["Zoë|||", "Ọlá|o@example.com||", "Ada Obi|||+2348021234567"])
            let files = try await desk.server.get("/api/crm/imports")["data"].array ?? []
            #expect(files.map { $0["format"].string } == ["vcard", "csv", "csv"])
        }
    }

    @Test func manyRowsComeInAcrossBatchesAndCompaniesStayApart() async throws {
        var options = TestOptions()
        options.rowsPerBatch = 200
        try await withImports(options) { desk in
            let other = try await desk.server.anotherCompany("Other")
            let lines = (0..<500).map { "Person \($0),+23480\(21_000_000 + $0),p\($0)@example.com\n" }
            let result = try await desk.load("name,phone,email\n" + lines.joined())
            #expect(ImportDesk.counts(result) == [500, 0, 0, 0, 0, 0])
            #expect(try await desk.server.get("/api/crm/contacts", as: other)["data"].array?.count == 0)
            #expect(try await desk.server.get("/api/crm/imports", as: other)["data"].array?.count == 0)
            let id = result["id"].string ?? ""
            for path in ["", "/errors", "/errors.csv"] {
                try await desk.server.json(.get, "/api/crm/imports/\(id)\(path)", nil, as: other, expecting: 404)
            }
            try await desk.server.json(.post, "/api/crm/imports/\(id)/undo", nil, as: other, expecting: 404)
        }
    }

    @Test func whatIsNoTableIsRefusedByName() async throws {
        try await withImports { desk in
            let path = "/api/crm/imports/contacts"
            let agent = try await desk.server.post("/api/keys", ["name": "agent", "role": "agent"], expecting: 201)
            let tenant = desk.server.tenant(token: agent["data"]["secret"].string ?? "")
            _ = try await desk.send(path, Array("name\nAda\n".utf8), as: tenant, expecting: 403)
            _ = try await desk.send(path, Array("{}".utf8), type: "application/json", expecting: 415)
            _ = try await desk.send(path, [], expecting: 422)
            let refused = try await desk.send(path, Array("Ada,+2348021234567\n1,2\n".utf8), expecting: 422)
            #expect(refused["detail"].string?.contains("`Ada`") == true)
            let tooLong = Array("name\nAda\n".utf8) + Array(repeating: 0x61, count: 300_000)
            let broken = try await desk.send(path, tooLong, expecting: 422)
            #expect(broken["created"] == 1)
            #expect(try await desk.server.get("/api/crm/imports")["data"][0]["state"] == "failed")
        }
    }
}
