/// A call of the demo, before it has ids: when, with whom, how it went.
struct DemoCall: Sendable {
    /// How a call went, as a person would tell it.
    enum Course: String, Sendable, CaseIterable {
        case answered
        /// Nobody took it, and the caller left a message.
        case voicemail
        /// The caller hung up in the menu.
        case abandoned
        /// The caller hung up while it rang.
        case unanswered
        case busy
    }

    /// Seconds since the year began.
    let second: Int
    let isInbound: Bool
    /// Index of the contact; nil for somebody who hides the number.
    let person: Int?
    /// Index of the contact's number.
    let number: Int
    let course: Course
    /// From the first ring to the agent, or to the end.
    let waitSec: Int
    /// With the agent, or of the message.
    let talkSec: Int
    let agent: (name: String, number: String)
    let topic: DemoTopic?
    let item: String
    let day: String
    let isRecorded: Bool
    let isTranscribed: Bool
    /// Hexadecimal; the provider's ids are made of it.
    let key: String
}

/// Something else that passed between the company and a contact.
struct DemoExchange: Sendable {
    let second: Int
    let person: Int
    let kind: String
    let summary: String
    let outcome: String?
}

/// A year of calls, the same for the same seed.
struct DemoYear: Sendable {
    static let secondsPerDay = 86_400
    static let days = 365

    /// In the order in which they happened.
    let calls: [DemoCall]
    let exchanges: [DemoExchange]

    /// - Parameter firstWeekday: Of the year's first day; 0 is Monday. Offices are busy on weekdays.
    init(people: [DemoPerson], calls count: Int = 2_500, firstWeekday: Int, seed: UInt64 = DemoPeople.seed) {
        var random = SeededGenerator(seed: seed &+ 1)
        let crowd = Crowd(people)
        var calls = people.indices.compactMap { index in
            people[index].cameByPhone ? Self.firstCall(of: index, day: people[index].day, &random) : nil
        }
        while calls.count < count {
            let second = Self.second(firstWeekday: firstWeekday, &random)
            let isInbound = random.chance(0.78)
            let hides = isInbound && random.chance(0.03)
            guard let person = crowd.pick(knownBy: second / Self.secondsPerDay, &random) else { continue }
            calls.append(
                Self.call(at: second, hides ? nil : person, numbers: people[person].numbers.count, isInbound, &random))
        }
        self.calls = calls.sorted { $0.second < $1.second }
        exchanges = (0..<count / 6).compactMap { _ in
            let second = Self.second(firstWeekday: firstWeekday, &random)
            let exchange = random.pick(DemoWords.exchanges, else: DemoWords.exchanges[0])
            let (item, day) = (random.pick(DemoWords.items), random.pick(DemoWords.days))
            return crowd.pick(knownBy: second / Self.secondsPerDay, &random).map {
                DemoExchange(
                    second: second, person: $0, kind: exchange.kind,
                    summary: DemoWords.fill(exchange.summary, item: item, day: day), outcome: exchange.outcome)
            }
        }.sorted { $0.second < $1.second }
    }

    /// Somebody whom nobody knew calls: that is how they became a contact.
    private static func firstCall(of person: Int, day: Int, _ random: inout SeededGenerator) -> DemoCall {
        call(at: day * secondsPerDay + random.whole(9 * 3600...17 * 3600), person, numbers: 1, true, &random)
    }

    /// More in the office's hours, on weekdays, and as the year goes on.
    private static func second(firstWeekday: Int, _ random: inout SeededGenerator) -> Int {
        while true {
            let day = random.whole(0...days - 1)
            let isWeekend = (firstWeekday + day) % 7 >= 5
            let growth = 0.55 + 0.45 * Double(day) / Double(days)
            guard random.chance(isWeekend ? growth * 0.22 : growth) else { continue }
            let hour = random.pick(weighted: hours, else: 10)
            return day * secondsPerDay + hour * 3600 + random.whole(0...3599)
        }
    }

    private static let hours: [(element: Int, weight: Int)] = [
        (6, 1), (7, 4), (8, 12), (9, 18), (10, 20), (11, 17), (12, 10), (13, 12), (14, 16), (15, 15), (16, 12), (17, 6),
        (18, 3), (19, 2), (20, 1),
    ]

    private static func call(
        at second: Int, _ person: Int?, numbers: Int, _ isInbound: Bool, _ random: inout SeededGenerator
    ) -> DemoCall {
        let course = random.pick(weighted: isInbound ? inboundCourses : outboundCourses, else: .answered)
        let topic = random.pick(weighted: DemoWords.topics.map { ($0, $0.weight) }, else: DemoWords.topics[0])
        let (wait, talk) = durations(of: course, &random)
        return DemoCall(
            second: second, isInbound: isInbound, person: person, number: random.chance(0.85) ? 0 : numbers - 1,
            course: course, waitSec: wait, talkSec: talk,
            agent: random.pick(DemoWords.agents, else: DemoWords.agents[0]), topic: course == .answered ? topic : nil,
            item: random.pick(DemoWords.items), day: random.pick(DemoWords.days),
            isRecorded: course == .voicemail || (course == .answered && random.chance(0.3)),
            isTranscribed: course == .voicemail || (course == .answered && isInbound && random.chance(0.18)),
            key: random.hex(32))
    }

    private static let inboundCourses: [(element: DemoCall.Course, weight: Int)] = [
        (.answered, 70), (.voicemail, 11), (.abandoned, 9), (.unanswered, 8), (.busy, 2),
    ]
    private static let outboundCourses: [(element: DemoCall.Course, weight: Int)] = [
        (.answered, 66), (.unanswered, 27), (.busy, 7),
    ]

    private static func durations(
        of course: DemoCall.Course, _ random: inout SeededGenerator
    ) -> (wait: Int, talk: Int) {
        switch course {
        case .answered: (random.whole(8...38), 25 + Int(random.fraction() * random.fraction() * 1_400))
        case .voicemail: (random.whole(32...50), random.whole(6...70))
        case .abandoned: (random.whole(6...40), 0)
        case .unanswered: (random.whole(15...30), 0)
        case .busy: (random.whole(2...6), 0)
        }
    }
}

/// Who can be drawn on which day: those known by then, frequent callers oftener.
private struct Crowd {
    private let entries: [(person: Int, day: Int)]

    init(_ people: [DemoPerson]) {
        entries = people.indices.flatMap { index in
            Array(
                repeating: (index, people[index].day),
                count: people[index].status == .blocked ? 0 : people[index].weight)
        }
    }

    func pick(knownBy day: Int, _ random: inout SeededGenerator) -> Int? {
        for _ in 0..<200 {
            if let entry = entries.randomElement(using: &random), entry.day < day || entry.day == 0 {
                return entry.person
            }
        }
        return nil
    }
}
