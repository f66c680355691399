import Directory
import Domain
import JSON
import Support
import Testing

/// What becomes of contacts that are there: by which key, and how.
@Suite(.timeLimit(.minutes(10))) struct UpsertTests {
    private static let before: JSONValue = [
        "name": "Ada Obi", "email": "ada@example.com", "business": "Obi Ltd", "tags": ["old"],
        "numbers": [["number": "+2348021234567", "label": "home"]],
    ]

    /// Imports one row over the contact that is there.
    private func imported(
        _ csv: String, _ terms: JSONObject, over before: JSONValue = Self.before,
        _ check: (ImportDesk, JSONValue) async throws -> Void
    ) async throws {
        try await withImports { desk in
            try await desk.server.post("/api/crm/contacts", before, expecting: 201)
            try await desk.load("id,email\nA-1,ada@example.com\n")
            let file = try await desk.upload(csv)
            try await desk.map(file, terms)
            let tried = try await desk.act("dry-run", file)
            let done = try await desk.bringIn(file)
            #expect(ImportDesk.counts(done) == ImportDesk.counts(tried), "\(done)")
            try await check(desk, done)
        }
    }

    @Test(
        arguments: [
            ("number", "phone,name\n08021234567,Ada Eze\n", "Ada Eze|ada@example.com|Obi Ltd|+2348021234567"),
            ("email", "email,name\nADA@example.com,Ada Eze\n", "Ada Eze|ADA@example.com|Obi Ltd|+2348021234567"),
            (
                "externalId", "id,phone\nA-1,08029999999\n",
                "Ada Obi|ada@example.com|Obi Ltd|+2348021234567 +2348029999999"
            ),
            ("any", "id,phone\nA-1,08029999999\n", "Ada Obi|ada@example.com|Obi Ltd|+2348021234567 +2348029999999"),
            ("any", "id,email\nB-7,other@example.com\n", nil), ("any", "id,phone\nB-7,08021234567\n", nil),
            ("email", "email,phone\nb@example.com,08021234567\n", nil), ("none", "email\nada@example.com\n", nil),
            ("any", "email,business\nada@example.com,Eze Ltd\n", "Ada Obi|ada@example.com|Eze Ltd|+2348021234567"),
        ] as [(String, String, String?)])
    func aContactIsKnownByTheKeyThatWasChosen(key: String, csv: String, changed: String?) async throws {
        try await imported(csv, ["upsertBy": .string(key)]) { desk, done in
            #expect(done["updated"] == (changed == nil ? 0 : 1) && done["created"] == (changed == nil ? 1 : 0))
            let expected = changed ?? "Ada Obi|ada@example.com|Obi Ltd|+2348021234567"
            let people = try await desk.people()
            #expect(people.first == expected)
        }
    }

    @Test func numbersAndTagsAreAddedAndLabelsStay() async throws {
        try await imported("email,phone,tags\nada@example.com,08021234567,new;old\n", [:]) { desk, _ in
            let ada = try await desk.contacts()[at: 0]
            #expect(ada["tags"] == ["old", "new"])
            #expect(ada["numbers"] == [["number": "+2348021234567", "label": "home"]])
        }
    }

    @Test func fillOverwritesNothing() async throws {
        let csv = "email,name,business,notes\nada@example.com,\"Obi, Ada\",Eze Ltd,tall\n"
        try await imported(csv, ["existing": "fill"]) { desk, done in
            #expect(done["updated"] == 1)
            let ada = try await desk.contacts()[at: 0]
            #expect(ada["name"] == "Ada Obi" && ada["business"]["name"] == "Obi Ltd" && ada["notes"] == "tall")
        }
    }

    @Test func anAddressOfSomebodyElseIsToldAndNotTaken() async throws {
        try await withImports { desk in
            try await desk.load(
                "name,phone,email\nAda,08021234567,ada@example.com\nBode,08029999999,bode@example.com\n")
            let file = try await desk.upload("phone,email\n08021234567,bode@example.com\n")
            try await desk.map(file)
            let done = try await desk.bringIn(file)
            #expect(ImportDesk.counts(done) == [0, 0, 1, 0, 0, 1])
            let people = try await desk.people()
            #expect(people.first == "Ada|ada@example.com||+2348021234567")
        }
    }

    @Test func ourOwnIdFindsTheContactAgain() async throws {
        try await withImports { desk in
            try await desk.load("name\nAda\n")
            let id = try await desk.contacts()[at: 0]["id"].string ?? ""
            let file = try await desk.upload("id,name\n\(id),Ada Obi\n")
            try await desk.map(file)
            #expect(ImportDesk.counts(try await desk.bringIn(file)) == [0, 1, 0, 0, 0, 0])
            #expect(try await desk.people() == ["Ada Obi|||"])
            #expect(try await desk.contacts()[at: 0]["externalId"].isNull)
        }
    }

    @Test func aContactWithoutWhatTheCompanyRequiresIsNotMade() async throws {
        try await withImports { desk in
            try await desk.field(ContactField(key: "tier", label: "Tier", type: .text, isRequired: true))
            let file = try await desk.upload("name,tier\nAda,gold\nBode,\n")
            try await desk.map(file)
            #expect(ImportDesk.counts(try await desk.bringIn(file)) == [1, 0, 0, 0, 1, 1])
            let errors = try await desk.server.get("\(desk.path(file))/errors")["data"]
            #expect(errors[0]["field"] == "fields.tier" && errors[0]["row"] == 3)
        }
    }
}
