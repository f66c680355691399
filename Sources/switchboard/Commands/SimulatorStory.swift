/// A whole call as it will go, made up before it begins: pure, and the same for the same seed.
struct CallStory: Sendable {
    /// How the call goes.
    enum Course: String, Sendable, CaseIterable {
        /// An agent takes it.
        case answered
        /// The caller speaks with the agent that is a program.
        case assisted
        /// It rings out, and the caller leaves nothing.
        case missed
        /// All agents are busy, and the caller leaves nothing.
        case busy
        /// The caller hangs up in the menu.
        case abandoned
        /// It rings out, and the caller leaves a message.
        case voicemail
    }

    /// Who calls.
    struct Caller: Sendable {
        enum Kind: String, Sendable, CaseIterable { case known, new, anonymous }

        let kind: Kind
        /// E.164, or what Twilio writes for a number that is withheld.
        let number: String
        /// As a lookup by the network gives it.
        let name: String?
        let city: String
        let country: String
    }

    let course: Course
    let caller: Caller
    let callSid: String
    /// In the menu: a key, or words.
    let digits: String?
    let speech: String?
    let ringSec: Int
    let talkSec: Int
    let messageSec: Int
    /// What is said in turns, the agent first.
    let lines: [String]
    /// What the caller leaves on the machine.
    let message: String
    /// Whether the caller hangs up at the end, not the agent.
    let callerHangsUp: Bool
    /// Which of the call's webhooks are sent twice: one in so many.
    let repeatsOneIn: Int
    /// For the ids of the call's legs, recordings and sessions.
    let seed: UInt64
}

/// Makes up one call after the other.
struct StoryTeller: Sendable {
    private var random: SeededGenerator
    private let known: [DemoPerson]
    private static let withheld = "+266696687"

    /// - Parameter known: Whose numbers the hub has; those of the demo, unless told.
    init(seed: UInt64, known: [DemoPerson] = DemoPeople.make()) {
        random = SeededGenerator(seed: seed)
        self.known = known
    }

    mutating func next() -> CallStory {
        let topic = random.pick(weighted: DemoWords.topics.map { ($0, $0.weight) }, else: DemoWords.topics[0])
        let (item, day) = (random.pick(DemoWords.items), random.pick(DemoWords.days))
        let course = random.pick(weighted: Self.courses, else: .answered)
        let speaks = random.chance(0.3)
        let wantsSupport = random.chance(0.4)
        return CallStory(
            course: course, caller: caller(), callSid: "CA\(random.hex(32))",
            digits: speaks ? nil : course == .assisted ? "3" : wantsSupport ? "2" : "1",
            speech: !speaks
                ? nil : course == .assisted ? "assistant" : wantsSupport ? "I need support please" : "sales please",
            ringSec: random.whole(3...18), talkSec: random.whole(20...200), messageSec: random.whole(5...40),
            lines: topic.lines.map { DemoWords.fill($0, item: item, day: day) },
            message: DemoWords.fill(random.pick(DemoWords.messages), item: item, day: day),
            callerHangsUp: random.chance(0.6), repeatsOneIn: 40, seed: random.next())
    }

    private static let courses: [(element: CallStory.Course, weight: Int)] = [
        (.answered, 56), (.voicemail, 13), (.abandoned, 11), (.missed, 9), (.assisted, 6), (.busy, 5),
    ]

    private mutating func caller() -> CallStory.Caller {
        let kind: CallStory.Caller.Kind = random.pick(
            weighted: [(.known, 68), (.new, 26), (.anonymous, 6)], else: .new)
        switch kind {
        case .anonymous:
            return CallStory.Caller(kind: .anonymous, number: Self.withheld, name: nil, city: "", country: "")
        case .known:
            guard let person = known.randomElement(using: &random) else { return newcomer() }
            return CallStory.Caller(
                kind: .known, number: random.pick(person.numbers), name: nil,
                city: person.country.city.uppercased(), country: person.country.region)
        case .new: return newcomer()
        }
    }

    private mutating func newcomer() -> CallStory.Caller {
        let country = random.pick(weighted: DemoCountry.all.map { ($0, $0.share) }, else: DemoCountry.all[0])
        let number = DemoPeople.fill(random.pick(country.numbers), &random)
        // Networks name callers in the United States only, in capitals and at most 15 characters.
        let name = "\(random.pick(country.lastNames)) \(random.pick(country.firstNames))".uppercased().prefix(15)
        return CallStory.Caller(
            kind: .new, number: number, name: country.region == "US" && random.chance(0.6) ? String(name) : nil,
            city: country.city.uppercased(), country: country.region)
    }
}
