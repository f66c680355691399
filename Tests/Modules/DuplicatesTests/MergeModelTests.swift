import Domain
import JSON
import Support
import TestTools
import Testing

/// Random stories of contacts that are made, spoken with, joined and parted, compared with a model in memory.
@Suite(.timeLimit(.minutes(10))) struct MergeModelTests {
    /// What the model knows of a contact.
    private struct Person {
        var name: String
        var email: String?
        var numbers: [String]
        var history: Set<String> = []
        var wentTo: Int?
    }

    /// A merge that stands: who went to whom, and what each had then.
    private struct Joined {
        var id: JSONValue
        var survivor: Int
        var other: Int
        var before: Person
        var after: Person
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func whateverHappensEachHasWhatIsTheirs(seed: UInt64) async throws {
        try await withPeople { people in
            var random = SeededGenerator(seed: seed)
            var (ids, model, merges): ([String], [Person], [Joined]) = ([], [], [])
            for step in 0..<60 {
                let alive = model.indices.filter { model[$0].wentTo == nil }
                switch alive.count < 3 ? 0 : Int.random(in: 0..<10, using: &random) {
                case 0...2:
                    let digits = Int.random(in: 100...130, using: &random)
                    let person = Person(
                        name: "P\(step)", email: Bool.random(using: &random) ? "p\(step)@example.com" : nil,
                        numbers: ["+12025550\(digits)"])
                    var body: JSONObject = [
                        "name": .string(person.name), "numbers": [["number": .string(person.numbers[0])]],
                    ]
                    body["email"] = person.email.map { .string($0) }
                    ids.append(try await people.add(body))
                    model.append(person)
                case 3...5:
                    guard let who = alive.randomElement(using: &random) else { continue }
                    try await people.note("note \(step)", to: ids[who])
                    model[who].history.insert("note \(step)")
                case 6...7:
                    let two = alive.shuffled(using: &random).prefix(2)
                    guard let survivor = two.first, let other = two.last else { continue }
                    let takesName = Bool.random(using: &random)
                    let answer = try await people.merge(
                        ids[other], into: ids[survivor], taking: takesName ? ["name": "other"] : [:])
                    let before = model[survivor]
                    if takesName { model[survivor].name = model[other].name }
                    model[survivor].email = before.email ?? model[other].email
                    model[survivor].numbers += model[other].numbers.filter { !before.numbers.contains($0) }
                    model[survivor].history.formUnion(model[other].history)
                    model[other].wentTo = survivor
                    merges.append(
                        Joined(
                            id: answer["merge"], survivor: survivor, other: other, before: before,
                            after: model[survivor]))
                default:
                    guard let index = merges.indices.randomElement(using: &random) else { continue }
                    let merge = merges[index]
                    let isLast = !merges[(index + 1)...].contains {
                        $0.survivor == merge.survivor || $0.other == merge.survivor
                    }
                    try await people.undo(merge.id, expecting: isLast ? 200 : 409)
                    guard isLast else { continue }
                    merges.remove(at: index)
                    let since = model[merge.survivor].history.subtracting(merge.after.history)
                    model[merge.survivor] = merge.before
                    model[merge.survivor].history.formUnion(since)
                    model[merge.other].wentTo = nil
                }
            }
            try await compare(model, ids, people)
        }
    }

    private func compare(_ model: [Person], _ ids: [String], _ people: People) async throws {
        for (index, person) in model.enumerated() {
            if person.wentTo != nil {
                var last = index
                while let next = model[last].wentTo { last = next }
                let gone = try await people.server.get("/api/crm/contacts/\(ids[index])", expecting: 410)
                #expect(gone["contact"].string == ids[last])
                continue
            }
            let contact = try await people.contact(ids[index])
            #expect(contact["name"].string == person.name)
            #expect(contact["email"].string == person.email)
            #expect(contact["numbers"].array?.map { $0["number"].string } == person.numbers)
            #expect(try await people.history(of: ids[index]) == person.history)
        }
        let alive = ids.indices.filter { model[$0].wentTo == nil }
        #expect(try await people.server.contacts("?limit=500").count == alive.count)
    }
}
