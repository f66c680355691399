import ModuleKit

/// Opening hours as people write them: of a line, or of the company for lines without their own.
struct HoursDocument: JSONBody, JSONEncodable {
    enum Weekday: String, Sendable, CaseIterable, Decodable, JSONEncodable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    /// Two times of day; a `to` that is not after `from` is on the next day.
    struct Span: Sendable, Decodable, JSONEncodable {
        var from: String
        var to: String

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("from", from)
                $0.member("to", to)
            }
        }

        static let properties: [Schema.Property] = [
            .required(
                "from",
                .string(pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", saying: "a time of day such as 09:00").example(
                    "09:00")),
            .required(
                "to",
                .string(
                    pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", saying: "a time of day such as 17:30, or 24:00"
                ).example("17:30"), "Not after `from`: on the next day."),
        ]

        /// nil: the two are the same time, and nobody knows whether that is no time or a whole day.
        var interval: OpeningHours.Interval? {
            let (from, to) = (Self.minute(from), Self.minute(to))
            guard from != to else { return nil }
            return OpeningHours.Interval(from: from, to: to > from ? to : to + 1440)
        }

        private static func minute(_ text: String) -> Int {
            text.split(separator: ":").reduce(0) { $0 * 60 + (Int($1) ?? 0) }
        }
    }

    /// One interval of every week.
    struct Opening: Sendable, Decodable, JSONEncodable {
        var day: Weekday
        var from: String
        var to: String

        var span: Span { Span(from: from, to: to) }

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("day", day)
                $0.member("from", from)
                $0.member("to", to)
            }
        }
    }

    /// A day that is not like its weekday.
    struct Holiday: Sendable, Decodable, JSONEncodable {
        var date: String
        var name: String
        /// nil, or none: closed all day.
        var hours: [Span]?

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("date", date)
                $0.member("name", name)
                guard let hours else { return }
                $0.key("hours")
                $0.elements(hours)
            }
        }

        /// Days since 1970.
        var day: Int {
            let parts = date.split(separator: "-").map { Int($0) ?? 0 }
            return CivilDate(year: parts[0], month: parts[1], day: parts[2]).daysSince1970
        }
    }

    var timeZone: String
    var weekly: [Opening]
    var holidays: [Holiday]?
    /// So many minutes of opening time until an obligation is due.
    var serviceLevelMinutes: Int
    var owner: UserID?
    var team: String?

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("timeZone", timeZone)
            $0.key("weekly")
            $0.elements(weekly)
            if let holidays {
                $0.key("holidays")
                $0.elements(holidays)
            }
            $0.member("serviceLevelMinutes", serviceLevelMinutes)
            $0.member("owner", owner)
            $0.member("team", team)
        }
    }

    static let schema: Schema = .object([
        .required("timeZone", .string(min: 1, max: 64).example("Europe/London"), "IANA name."),
        .required(
            "weekly",
            .array(of: .object([.required("day", .enumeration(Weekday.self))] + Span.properties), min: 1, max: 70),
            "Several a day if need be; one that passes midnight belongs to the day on which it begins."),
        .optional(
            "holidays",
            .array(
                of: .object([
                    .required("date", .string(format: .date).example("2026-12-25")),
                    .required("name", .string(min: 1, max: 100)),
                    .optional("hours", .array(of: .object(Span.properties), max: 10), "Absent: closed all day."),
                ]), max: 400)),
        .required(
            "serviceLevelMinutes", .integer(min: 1, max: 43_200), "Minutes of opening time until an obligation is due."),
        .optional("owner", UserID.schema, "Who gets obligations of people whom nobody has spoken with yet."),
        .optional("team", .string(min: 1, max: 60), "Who gets them where there is no `owner`."),
    ])
}

extension HoursDocument {
    /// What counts where nobody has said anything: open all day, and an hour to answer.
    static func builtIn(timeZone: String) -> HoursDocument {
        HoursDocument(
            timeZone: timeZone, weekly: Weekday.allCases.map { Opening(day: $0, from: "00:00", to: "24:00") },
            serviceLevelMinutes: 60)
    }

    /// What the text says, once ``problems(at:)`` has found nothing wrong with it.
    ///
    /// Reads the zone's file, so no loop calls it. A zone that this machine no longer knows is UTC.
    func hours() -> OpeningHours {
        var week: [[OpeningHours.Interval]] = Array(repeating: [], count: 7)
        for opening in weekly {
            guard let day = Weekday.allCases.firstIndex(of: opening.day), let interval = opening.span.interval else {
                continue
            }
            week[day].append(interval)
        }
        let special = (holidays ?? []).map { ($0.day, ($0.hours ?? []).compactMap(\.interval)) }
        return OpeningHours(
            zone: Zones.zone(named: timeZone) ?? .utc, weekly: week,
            holidays: Dictionary(special, uniquingKeysWith: { first, _ in first }))
    }

    /// What a schema cannot see: every fault by its field.
    ///
    /// - Parameter now: From when on the service level must be kept within a year.
    func problems(at now: Timestamp) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if Zones.zone(named: timeZone) == nil {
            problems.append(
                FieldProblem(
                    field: "timeZone", detail: "`timeZone` is no time zone of this machine; Africa/Lagos is one."))
        }
        problems += Self.faults(of: weekly.map(\.span)) { "weekly[\($0)]" }
        problems += weekOverlaps
        var dates: Set<String> = []
        for (index, holiday) in (holidays ?? []).enumerated() {
            if !dates.insert(holiday.date).inserted {
                let field = "holidays[\(index)].date"
                problems.append(FieldProblem(field: field, detail: "`\(field)` is there twice; each day is once."))
            }
            let spans = holiday.hours ?? []
            problems += Self.faults(of: spans) { "holidays[\(index)].hours[\($0)]" }
            let intervals = spans.enumerated().compactMap { place, span in
                span.interval.map { (place: place, from: $0.from, to: $0.to) }
            }
            problems += Self.overlaps(intervals) { "holidays[\(index)].hours[\($0)]" }
        }
        guard problems.isEmpty else { return problems }
        guard let due = hours().due(from: now, minutes: serviceLevelMinutes), due < now + .seconds(366 * 86_400) else {
            return [
                FieldProblem(
                    field: "serviceLevelMinutes",
                    detail: "`serviceLevelMinutes` takes more than a year of these hours; open longer, or ask for less."
                )
            ]
        }
        return []
    }

    private var weekOverlaps: [FieldProblem] {
        var intervals = weekly.enumerated().compactMap { place, opening in
            opening.span.interval.map { interval in
                let start = 1440 * (Weekday.allCases.firstIndex(of: opening.day) ?? 0)
                return (place: place, from: start + interval.from, to: start + interval.to)
            }
        }
        // Sunday night reaches into Monday.
        if let last = intervals.max(by: { $0.to < $1.to }), last.to > 10_080 {
            intervals.append((last.place, 0, last.to - 10_080))
        }
        return Self.overlaps(intervals) { "weekly[\($0)]" }
    }

    private static func faults(of spans: [Span], _ field: (Int) -> String) -> [FieldProblem] {
        spans.enumerated().filter { $0.element.interval == nil }.map { place, _ in
            FieldProblem(
                field: "\(field(place)).to",
                detail: "`\(field(place)).to` is the same as `from`; a whole day is 00:00 to 24:00.")
        }
    }

    private static func overlaps(
        _ intervals: [(place: Int, from: Int, to: Int)], _ field: (Int) -> String
    ) -> [FieldProblem] {
        let sorted = intervals.sorted { ($0.from, $0.place) < ($1.from, $1.place) }
        return zip(sorted, sorted.dropFirst()).filter { $0.to > $1.from && $0.place != $1.place }.map { first, second in
            FieldProblem(
                field: field(second.place),
                detail: "`\(field(second.place))` begins before `\(field(first.place))` has ended; join the two.")
        }
    }
}
