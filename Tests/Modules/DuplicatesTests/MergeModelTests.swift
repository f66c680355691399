import Directory
import Domain
import Figures
import JSON
import ModuleKit
import Pipeline
import Support
import TestTools
import Testing

/// Random stories of contacts that are made, called, joined and parted, compared with a model in memory after each step,
/// and the counters with what all rows come to.
@Suite(.timeLimit(.minutes(10))) struct MergeModelTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func whateverHappensEachHasWhatIsTheirs(seed: UInt64) async throws {
        try await withPeople { people in
            var story = MergeStory(people: people, seed: seed)
            for step in 0..<60 {
                try await story.step(step)
                #expect(try await story.miscounts().isEmpty, "step \(step) of seed \(seed)")
            }
            try await story.compare()
        }
    }
}

/// A company, and what it must look like.
private struct MergeStory {
    /// What the model knows of a contact.
    struct Person {
        var id: String
        var name: String
        var email: String?
        var numbers: [String]
        /// Notes, tasks and calls, each by a name of its own.
        var belongings: Set<String> = []
        var stage: String?
        var wentTo: Int?
    }

    /// A merge that stands: who went to whom, and what each had then.
    struct Joined {
        var id: JSONValue
        var survivor: Int
        var other: Int
        var before: Person
        /// Whether the survivor took the other's stage.
        var hasLentStage: Bool
    }

    let people: People
    var random: SeededGenerator
    var model: [Person] = []
    var merges: [Joined] = []
    private var calls: [String] = []

    private static let stages = ["new", "qualified", "won"]

    init(people: People, seed: UInt64) {
        self.people = people
        random = SeededGenerator(seed: seed)
    }

    private var server: TestServer { people.server }
    private var alive: [Int] { model.indices.filter { model[$0].wentTo == nil } }

    mutating func step(_ step: Int) async throws {
        guard let who = alive.randomElement(using: &random), alive.count >= 3 else { return try await add(step) }
        switch Int.random(in: 0..<16, using: &random) {
        case 0...2: try await add(step)
        case 3:
            try await people.note("note \(step)", to: model[who].id)
            model[who].belongings.insert("note \(step)")
        case 4, 5:
            try await server.post(
                "/api/tasks", ["title": .string("task \(step)"), "contact": .string(model[who].id)], expecting: 201)
            model[who].belongings.insert("task \(step)")
        case 6: try await call(who, step)
        case 7: try await moveCall(to: who)
        case 8, 9:
            let stage = Self.stages.randomElement(using: &random) ?? "new"
            try await server.json(
                .put, "/api/pipeline/contacts/\(model[who].id)", ["stage": .string(stage)], expecting: 200)
            model[who].stage = stage
        case 10:
            let status = ["lead", "customer", "former"].randomElement(using: &random) ?? "lead"
            let amount = Int64.random(in: 0...900, using: &random)
            try await server.json(
                .patch, "/api/crm/contacts/\(model[who].id)",
                ["status": .string(status), "actualValue": ["amount": .integer(amount), "currency": "USD"]],
                expecting: 200)
        case 11...13: try await join()
        default: try await part()
        }
    }

    private mutating func add(_ step: Int) async throws {
        let digits = Int.random(in: 100...130, using: &random)
        var person = Person(
            id: "", name: "P\(step)", email: Bool.random(using: &random) ? "p\(step)@example.com" : nil,
            numbers: ["+12025550\(digits)"])
        var body: JSONObject = ["name": .string(person.name), "numbers": [["number": .string(person.numbers[0])]]]
        body["email"] = person.email.map { .string($0) }
        person.id = try await people.add(body)
        model.append(person)
    }

    /// A call from a number that others may have too: the program says whose it is.
    private mutating func call(_ who: Int, _ step: Int) async throws {
        let (id, number) = ("CA\(step)", model[who].numbers.randomElement(using: &random) ?? "")
        _ = try await server.twilio("voice", TestServer.ringing(id, from: number))
        _ = try await server.twilio("status", TestServer.status(id, "no-answer", from: number))
        let contact = try await server.get("/api/calls/\(id)")["data"]["contact"]["id"].string
        let taken = try #require(model.firstIndex { $0.id == contact })
        model[taken].belongings.insert(id)
        calls.append(id)
    }

    private mutating func moveCall(to who: Int) async throws {
        guard let id = calls.randomElement(using: &random) else { return }
        try await server.json(
            .put, "/api/calls/\(id)/contact", ["contact": .string(model[who].id)], expecting: 200)
        for index in alive { model[index].belongings.remove(id) }
        model[who].belongings.insert(id)
    }

    private mutating func join() async throws {
        let two = alive.shuffled(using: &random).prefix(2)
        guard let survivor = two.first, let other = two.last else { return }
        let takesName = Bool.random(using: &random)
        let answer = try await people.merge(
            model[other].id, into: model[survivor].id, taking: takesName ? ["name": "other"] : [:])
        let before = model[survivor]
        if takesName { model[survivor].name = model[other].name }
        model[survivor].email = before.email ?? model[other].email
        model[survivor].numbers += model[other].numbers.filter { !before.numbers.contains($0) }
        model[survivor].belongings.formUnion(model[other].belongings)
        model[survivor].stage = before.stage ?? model[other].stage
        model[other].wentTo = survivor
        merges.append(
            Joined(
                id: answer["merge"], survivor: survivor, other: other, before: before,
                hasLentStage: before.stage == nil && model[other].stage != nil))
    }

    private mutating func part() async throws {
        guard let index = merges.indices.randomElement(using: &random) else { return }
        let merge = merges[index]
        let isLast = !merges[(index + 1)...].contains { $0.survivor == merge.survivor || $0.other == merge.survivor }
        try await people.undo(merge.id, expecting: isLast ? 200 : 409)
        guard isLast else { return }
        merges.remove(at: index)
        var (mine, theirs) = (model[merge.survivor], model[merge.other])
        (mine.name, mine.email, mine.numbers) = (merge.before.name, merge.before.email, merge.before.numbers)
        // What somebody gave to a third since stays there, and what came since with the one that went on.
        theirs.belongings.formIntersection(mine.belongings)
        mine.belongings.subtract(theirs.belongings)
        if merge.hasLentStage, mine.stage == theirs.stage { mine.stage = nil }
        theirs.wentTo = nil
        (model[merge.survivor], model[merge.other]) = (mine, theirs)
    }

    // MARK: Comparing

    /// Counters and indexes that are not what the rows come to.
    func miscounts() async throws -> [String] {
        let rows = try await server.database.read(tenant: 0) { tx in
            try FiguresModule.faults(in: tx) + PipelineModule.faults(in: tx) + ContactDirectory.faults(in: tx)
        }
        let counts = try await server.get("/api/obligations/counts")["data"]
        let open = try await server.get("/api/obligations?limit=500")["data"].array?.count
        return rows
            + (counts["open"].int == open ? [] : ["obligations: \(counts.jsonText), and there are \(open ?? 0)"])
    }

    func compare() async throws {
        for person in model {
            guard person.wentTo == nil else {
                var last = person
                while let next = last.wentTo { last = model[next] }
                let gone = try await server.get("/api/crm/contacts/\(person.id)", expecting: 410)
                #expect(gone["contact"].string == last.id)
                continue
            }
            let contact = try await people.contact(person.id)
            #expect(contact["name"].string == person.name && contact["email"].string == person.email)
            #expect(contact["numbers"].array?.map { $0["number"].string } == person.numbers)
            #expect(try await belongings(of: person.id) == person.belongings)
            let place = try await server.json(
                .get, "/api/pipeline/contacts/\(person.id)", nil, expecting: person.stage == nil ? 404 : 200)
            #expect(place["data"]["stage"].string == person.stage)
        }
        #expect(try await server.contacts("?limit=500").count == alive.count)
    }

    private func belongings(of id: String) async throws -> Set<String> {
        let notes = try await people.history(of: id).subtracting(["call"])
        let tasks = try await server.get("/api/tasks?limit=500&contact=\(id)")["data"].array ?? []
        let calls = try await server.get("/api/crm/call-history?limit=500&contact=\(id)")["data"].array ?? []
        let history = try await server.get("/api/crm/contacts/\(id)/interactions?limit=500")["data"].array ?? []
        #expect(Set(history.compactMap { $0["call"].string }) == Set(calls.compactMap { $0["call"].string }))
        return notes.union(tasks.compactMap { $0["title"].string })
            .union(calls.compactMap { $0["providerCallId"].string })
    }
}
