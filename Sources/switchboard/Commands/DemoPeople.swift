/// A contact of the demo.
struct DemoPerson: Sendable {
    let country: DemoCountry
    /// Nil for somebody who only ever called.
    let name: String?
    let email: String?
    let business: String?
    /// E.164, the one to call first.
    let numbers: [String]
    let status: Status
    let tags: [String]
    let notes: String?
    /// Major units of the country's currency.
    let estimated: Int?
    let actual: Int?
    /// How many of the year's days had passed when they were first known, 0..<365.
    let day: Int
    /// How much of the traffic is theirs.
    let weight: Int

    /// Where in its life with the company a contact is.
    enum Status: String, Sendable { case new, lead, customer, former, blocked }

    /// Whether a call made the contact.
    var cameByPhone: Bool { name == nil }
}

/// The contacts of the demo: the same for the same seed, so that simulated callers are known to it.
enum DemoPeople {
    /// The seed of what `demo` makes.
    static let seed: UInt64 = 0x5157_1736_0A2D

    static func make(count: Int = 300, seed: UInt64 = seed) -> [DemoPerson] {
        var random = SeededGenerator(seed: seed)
        var given = Given()
        return (0..<count).map { _ in person(&random, &given) }
    }

    /// The numbers that are somebody's.
    private struct Given {
        var all: Set<String> = []
        /// Colleagues call from the same number, so that it stands for several of them.
        var offices: [String: String] = [:]
    }

    private static func person(_ random: inout SeededGenerator, _ given: inout Given) -> DemoPerson {
        let country = random.pick(weighted: DemoCountry.all.map { ($0, $0.share) }, else: DemoCountry.all[0])
        var numbers = [number(of: country, &random, &given)]
        if random.chance(0.1) {
            return DemoPerson(
                country: country, name: nil, email: nil, business: nil, numbers: numbers, status: .new, tags: [],
                notes: nil, estimated: nil, actual: nil, day: random.whole(20...363), weight: 1)
        }
        let (first, last) = (random.pick(country.firstNames), random.pick(country.lastNames))
        let business = random.chance(0.42) ? random.pick(country.businesses) : nil
        if let business, random.chance(0.35) {
            let office = given.offices[business] ?? number(of: country, &random, &given)
            given.offices[business] = office
            numbers.append(office)
        }
        let status = random.pick(weighted: statuses, else: .customer)
        let worth = worth(of: country, &random)
        return DemoPerson(
            country: country, name: "\(first) \(last)",
            email: random.chance(0.8) ? email(first, last, business, &random) : nil, business: business,
            numbers: numbers, status: status, tags: tags(of: status, &random),
            notes: random.chance(0.45) ? random.pick(DemoWords.notes) : nil,
            estimated: status == .new || status == .blocked ? nil : worth,
            actual: status == .customer || status == .former ? worth / 100 * random.whole(40...120) : nil,
            day: random.chance(0.4) ? 0 : random.whole(1...355),
            weight: random.pick(weighted: [(1, 50), (2, 25), (5, 15), (14, 8), (30, 2)], else: 1))
    }

    private static let statuses: [(element: DemoPerson.Status, weight: Int)] = [
        (.customer, 52), (.lead, 28), (.new, 8), (.former, 10), (.blocked, 2),
    ]

    private static func tags(of status: DemoPerson.Status, _ random: inout SeededGenerator) -> [String] {
        var tags: [String] = []
        if status == .customer, random.chance(0.16) { tags.append("vip") }
        if random.chance(0.6) { tags.append(random.pick(["solar", "inverter", "battery", "maintenance", "rental"])) }
        if random.chance(0.18) { tags.append(random.pick(["referral", "newsletter", "wholesale", "slow payer"])) }
        return tags
    }

    /// Mostly small jobs, in round figures.
    private static func worth(of country: DemoCountry, _ random: inout SeededGenerator) -> Int {
        let span = Double(country.worth.upperBound - country.worth.lowerBound)
        let place = random.fraction()
        let amount = country.worth.lowerBound + Int(place * place * place * span)
        let step = country.worth.lowerBound / 3
        return amount / step * step
    }

    /// At a domain that RFC 2606 keeps for examples.
    private static func email(
        _ first: String, _ last: String, _ business: String?, _ random: inout SeededGenerator
    ) -> String {
        let domain =
            business.map { "\(ascii($0)).example" } ?? random.pick(["example.com", "example.net", "example.org"])
        return "\(ascii(first)).\(ascii(last))@\(domain)"
    }

    private static func ascii(_ text: String) -> String {
        let plain: [Character: String] = [
            "é": "e", "è": "e", "ë": "e", "ç": "c", "ï": "i", "ü": "ue", "ö": "oe", "ä": "ae", "ß": "ss", "ô": "o",
        ]
        return text.lowercased().map { plain[$0] ?? String($0) }.joined().filter { $0.isASCII && $0.isLetter }
    }

    private static func number(
        of country: DemoCountry, _ random: inout SeededGenerator, _ given: inout Given
    ) -> String {
        while true {
            let number = fill(random.pick(country.numbers), &random)
            if given.all.insert(number).inserted { return number }
        }
    }

    /// Puts a digit in the place of each `#`.
    static func fill(_ pattern: String, _ random: inout SeededGenerator) -> String {
        String(pattern.map { $0 == "#" ? Character("\(random.whole(0...9))") : $0 })
    }
}
