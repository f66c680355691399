import Domain
import JSON
import Support
import TestTools
import Testing

/// What an import has done can be taken back.
@Suite(.timeLimit(.minutes(10))) struct ImportUndoTests {
    @Test func whatItMadeGoesAndWhatItChangedIsAsBefore() async throws {
        try await withImports { desk in
            try await desk.server.post(
                "/api/crm/contacts",
                ["name": "Ada", "business": "Obi Ltd", "tags": ["old"], "numbers": [["number": "+2348021234567"]]],
                expecting: 201)
            let before = try await desk.contacts()
            let file = try await desk.upload(
                "name,phone,email,tags,business\nAda Obi,08021234567,ada@example.com,new,Eze\nBode,08029999999,,,\nBode O,08029999999,b@example.com,,\n"
            )
            try await desk.map(file)
            #expect(ImportDesk.counts(try await desk.bringIn(file)) == [1, 2, 0, 0, 0, 0])
            let events = try await desk.server.subscribe(["contacts"])
            let undone = try await desk.act("undo", file)
            #expect(undone["state"] == "undone")
            #expect(undone["undo"] == ["removed": 1, "restored": 1, "kept": 0, "keptFields": 0])
            let after = try await desk.contacts()
            #expect(after.count == 1)
            for member in ["name", "tags", "email", "numbers", "business"] {
                #expect(after[at: 0][member] == before[at: 0][member], "\(member)")
            }
            let told = try await events.upToNow()
            #expect(told.contains { $0["type"] == "contacts.imported" && $0["data"]["removed"] == 1 })
            #expect(told.last?["data"]["state"] == "undone")
            #expect(try await desk.act("undo", file)["undo"] == undone["undo"], "again it changes nothing")
        }
    }

    @Test func whatSomebodyHasTouchedSinceStays() async throws {
        try await withImports { desk in
            try await desk.load("name,phone\nAda,08021234567\n")
            let file = try await desk.upload(
                "name,phone,email,notes\nAda Obi,08021234567,ada@example.com,tall\nBode,08029999999,,\nChidi,08028888888,,\nDele,08027777777,,\n"
            )
            try await desk.map(file)
            _ = try await desk.bringIn(file)
            let people = try await desk.contacts()
            let id = { (index: Int) in people[at: index]["id"].string ?? "" }
            // Ada's name is written again, Bode is changed, and somebody has spoken with Chidi.
            try await desk.server.json(
                .put, "/api/crm/contacts/\(id(0))",
                [
                    "name": "Ada Eze", "email": "ada@example.com", "notes": "tall",
                    "numbers": [["number": "+2348021234567"]],
                ],
                expecting: 200)
            try await desk.server.json(
                .put, "/api/crm/contacts/\(id(1))", ["name": "Bode Obi", "numbers": [["number": "+2348029999999"]]],
                expecting: 200)
            try await desk.server.post(
                "/api/crm/contacts/\(id(2))/interactions", ["kind": "note", "summary": "called"], expecting: 201)
            let undone = try await desk.act("undo", file)
            #expect(undone["undo"] == ["removed": 1, "restored": 1, "kept": 2, "keptFields": 1])
            #expect(
                try await desk.people() == [
                    "Ada Eze|||+2348021234567", "Bode Obi|||+2348029999999", "Chidi|||+2348028888888",
                ])
        }
    }

    @Test func whatIsNotOverOrTooOldCannotBeUndone() async throws {
        let clock = FixedClock()
        var options = TestOptions()
        options.clock = clock
        try await withImports(options) { desk in
            let file = try await desk.upload("name\nAda\n")
            #expect(try await desk.act("undo", file, expecting: 409)["state"] == "ready")
            let done = try await desk.bringIn(file)
            #expect(!done["undoableUntil"].isNull)
            clock.advance(by: .seconds(31 * 86_400))
            await desk.server.keepHouse()
            #expect(try await desk.show(file)["undoableUntil"].isNull)
            #expect(try await desk.act("undo", file, expecting: 409)["state"] == "done")
            #expect(try await desk.people() == ["Ada|||"])
        }
    }

    @Test func whateverWasImportedThatNobodyTouchedIsAsItWas() async throws {
        try await withImports { desk in
            var random = SeededGenerator(seed: 19)
            for round in 0..<4 {
                let before = try await desk.contacts().map(Self.content)
                let rows = (0..<60).map { _ in Self.row(&random) }
                let file = try await desk.upload("name,phone,email,tags,business,notes,id\n" + rows.joined())
                let keys: [JSONValue] = ["any", "number", "email", "none"]
                try await desk.map(file, ["upsertBy": keys[round % 4], "existing": round == 2 ? "fill" : "update"])
                let done = try await desk.bringIn(file)
                #expect(ImportDesk.counts(done).dropLast().reduce(0, +) == done["done"].int)
                // Every second import stays, so that there is something to change.
                guard round.isMultiple(of: 2) else {
                    let undone = try await desk.act("undo", file)
                    #expect(undone["undo"]["kept"] == 0 && undone["undo"]["keptFields"] == 0)
                    #expect(undone["undo"]["removed"] == done["created"])
                    #expect(try await desk.contacts().map(Self.content) == before)
                    continue
                }
            }
        }
    }

    /// What of a contact an import can change.
    private static func content(_ contact: JSONValue) -> JSONValue {
        var object = contact.object ?? [:]
        for name in ["version", "updatedAt"] { object[name] = nil }
        return .object(object)
    }

    private static func row(_ random: inout SeededGenerator) -> String {
        let pick = { (choices: [String], random: inout SeededGenerator) in
            choices.randomElement(using: &random) ?? ""
        }
        let numbers = (0..<12).map { "0802123450\($0 % 10)" } + ["", "12"]
        let cells = [
            pick(["Ada", "Bode", "Chidi", ""], &random), pick(numbers, &random),
            pick(["a@example.com", "b@example.com", "c@example.com", "", ""], &random),
            pick(["x", "y;z", ""], &random),
            pick(["Obi", "Eze", ""], &random), pick(["one", "two", ""], &random),
            pick(["E1", "E2", "", "", ""], &random),
        ]
        return cells.joined(separator: ",") + "\n"
    }
}
