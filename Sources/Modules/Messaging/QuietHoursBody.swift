import FoundationEssentials
import ModuleKit

/// Quiet hours as they are written and shown: times of the day as `21:00`.
struct QuietHoursBody: JSONBody, JSONEncodable {
    var windows: [Window]

    struct Window: Decodable, Sendable, JSONEncodable {
        var name: String
        var from: String
        var until: String
        var purposes: [ConsentPurpose]

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("name", name)
                $0.member("from", from)
                $0.member("until", until)
                $0.member("purposes", purposes)
            }
        }
    }

    init(_ hours: QuietHours) {
        windows = hours.windows.map {
            Window(name: $0.name, from: Self.text($0.from), until: Self.text($0.until), purposes: $0.purposes)
        }
    }

    func encode(to json: inout JSONWriter) {
        json.object { $0.member("windows", windows) }
    }

    private static let time = Schema.string(
        min: 5, max: 5, pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", saying: "a time of the day such as 21:00")

    static let schema: Schema = .object([
        .required(
            "windows",
            .array(
                of: .object([
                    .required("name", .string(min: 1, max: 60)), .required("from", time),
                    .required("until", time, "The first minute that is quiet no more; it may be on the next day."),
                    .required("purposes", .array(of: .enumeration(ConsentPurpose.self), min: 1, max: 2)),
                ]), max: 10), "By the company's clock. None: messages are sent at any hour.")
    ])

    /// - Throws: 422 for a window without length, and for windows that leave a purpose no minute of the day.
    func hours() throws -> QuietHours {
        let hours = QuietHours(
            windows: try windows.enumerated().map { index, window in
                let (from, until) = (Self.minute(window.from), Self.minute(window.until))
                guard from != until else {
                    throw Problem.invalid("windows[\(index)].until", "`until` is `from`; a window has a length.")
                }
                return QuietHours.Window(name: window.name, from: from, until: until, purposes: window.purposes)
            })
        for purpose in ConsentPurpose.allCases {
            let own = hours.windows.filter { $0.purposes.contains(purpose) }
            guard (0..<1440).contains(where: { minute in !own.contains { $0.contains(minute) } }) else {
                throw Problem.invalid("windows", "`windows` leave no minute of the day for \(purpose.rawValue).")
            }
        }
        return hours
    }

    private static func minute(_ text: String) -> Int {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 60 + parts[1] : 0
    }

    private static func text(_ minute: Int) -> String {
        let digits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(digits(minute / 60)):\(digits(minute % 60))"
    }
}

/// Where a company's quiet hours are kept: as they were written.
enum QuietHoursStore {
    /// What counts for the company.
    static func hours(in tx: Transaction) throws -> QuietHours {
        let text = try tx.first("SELECT body FROM messaging_quiet_hours WHERE company_id = \(tx.company)") {
            $0.string(0)
        }
        guard let text else { return .standard }
        return try JSONDecoder().decode(QuietHoursBody.self, from: Data(text.utf8)).hours()
    }

    static func set(_ body: QuietHoursBody, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO messaging_quiet_hours (company_id, body) VALUES (\(tx.company), \(body.jsonText))
            ON CONFLICT (company_id) DO UPDATE SET body = excluded.body
            """)
    }
}
