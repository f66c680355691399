import ModuleKit

/// How well calls were served in a span of days: each number with its formula, and the rows that it counts.
struct AnalyticsSummary: Sendable, JSONEncodable {
    let span: FiguresSpan
    let level: ServiceLevel
    let figures: CallFigures
    /// By currency, in millionths; nil where an agent is asked for: costs are kept by line.
    let cost: [(currency: String, amountMillionths: Int64)]?

    /// A number that counts rows.
    private struct Count {
        let value: Int64
        let query: String
    }

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("from", span.from)
            $0.member("to", span.to)
            for (name, count, formula) in counts {
                $0.key(name)
                $0.object { json in
                    json.member("value", count.value)
                    json.member("unit", "calls")
                    json.member("formula", formula)
                    json.member("rows", span.rows(count.query))
                }
            }
            for (name, part, whole, formula) in ratios {
                $0.key(name)
                $0.object { json in
                    if whole.value > 0 {
                        json.key("value")
                        json.value(Double(part.value) / Double(whole.value))
                    }
                    json.member("unit", "ratio")
                    json.member("formula", formula)
                    for (place, count) in [("part", part), ("whole", whole)] {
                        json.key(place)
                        json.object {
                            $0.member("value", count.value)
                            $0.member("rows", span.rows(count.query))
                        }
                    }
                }
            }
            seconds("talkTime", figures.talkSec, 1, "the sum of endedAt − answeredAt of answered calls", to: &$0)
            seconds(
                "speedOfAnswer", figures.waitMs, figures.answered * 1000,
                "the sum of answeredAt − startedAt of answered inbound calls ÷ their number", to: &$0)
            if let cost { encode(cost, to: &$0) }
        }
    }

    private var inbound: Count { Count(value: figures.inbound, query: "direction=inbound") }
    private var answered: Count { Count(value: figures.answered, query: "direction=inbound&answered=true") }

    private var counts: [(name: String, count: Count, formula: String)] {
        [
            ("calls", Count(value: figures.calls, query: ""), "calls that are over and began in the span"),
            ("inbound", inbound, "those of them that somebody made to us"),
            ("outbound", Count(value: figures.outbound, query: "direction=outbound"), "those that we made"),
            ("answered", answered, "inbound calls that a person or an AI agent took"),
            ("missed", Count(value: figures.missed, query: "missed=true"), "inbound − answered"),
            (
                "recovered", Count(value: figures.recovered, query: "recovered=true"),
                "missed calls whose person we spoke with or wrote to after"
            ),
            (
                "connected", Count(value: figures.connected, query: "direction=outbound&answered=true"),
                "outbound calls that the other side took"
            ),
        ]
    }

    private var ratios: [(name: String, part: Count, whole: Count, formula: String)] {
        let soon = Count(value: figures.within[level] ?? 0, query: "answeredWithinSec=\(level.rawValue)")
        return [
            (
                "serviceLevel", soon, inbound,
                "inbound calls answered within \(level.rawValue) s of their beginning ÷ inbound calls"
            ),
            (
                "abandonRate", Count(value: figures.abandoned, query: "abandoned=true"), inbound,
                "missed calls whose caller hung up (status completed or canceled) ÷ inbound calls"
            ),
            (
                "repeatCallers", Count(value: figures.repeated, query: "repeated=true"), inbound,
                "inbound calls whose number had called in the 7 days before ÷ inbound calls"
            ),
            (
                "firstCallResolution",
                Count(
                    value: figures.answered - figures.followed, query: "direction=inbound&answered=true&followed=false"),
                answered,
                "answered inbound calls whose number did not call again in the 7 days after, as far as those are over "
                    + "÷ answered inbound calls"
            ),
        ]
    }

    private func seconds(_ name: String, _ sum: Int64, _ over: Int64, _ formula: String, to json: inout JSONWriter) {
        json.key(name)
        json.object {
            if over > 0 {
                $0.key("value")
                $0.value(Double(sum) / Double(over))
            }
            $0.member("unit", "seconds")
            $0.member("formula", formula)
            $0.member("rows", span.rows(name == "talkTime" ? "answered=true" : "direction=inbound&answered=true"))
        }
    }

    private func encode(_ cost: [(currency: String, amountMillionths: Int64)], to json: inout JSONWriter) {
        json.object("cost") {
            $0.array("value") { list in
                for one in cost {
                    list.object {
                        $0.member("amountMillionths", one.amountMillionths)
                        $0.member("currency", one.currency)
                    }
                }
            }
            $0.member("unit", "millionths of the currency's unit")
            $0.member("formula", "the sum of the prices of the calls that began in the span, by currency")
            $0.member(
                "rows",
                "/api/costs?from=\(Self.date(span.days.lowerBound))&to=\(Self.date(span.days.upperBound))"
                    + (span.line.map { "&line=\($0)" } ?? ""))
        }
    }

    /// Such as 2026-11-20.
    static func date(_ day: Int) -> String {
        String(Timestamp(milliseconds: Int64(day) * 86_400_000).rfc3339.prefix(10))
    }

    static let schema: Schema = .object(
        [.required("from", .string(format: .dateTime)), .required("to", .string(format: .dateTime))]
            + ["calls", "inbound", "outbound", "answered", "missed", "recovered", "connected"].map {
                .required($0, .object([.required("value", .integer(min: 0))] + rows))
            }
            + ["serviceLevel", "abandonRate", "repeatCallers", "firstCallResolution"].map {
                .required(
                    $0,
                    .object(
                        [
                            .optional("value", .number(min: 0, max: 1), "Absent where there is nothing to divide by."),
                            .required("part", part), .required("whole", part),
                        ] + formula))
            }
            + ["talkTime", "speedOfAnswer"].map {
                .required($0, .object([.optional("value", .number(min: 0))] + rows))
            }
            + [
                .optional(
                    "cost",
                    .object(
                        [
                            .required(
                                "value",
                                .array(
                                    of: .object([
                                        .required("amountMillionths", .integer()), .required("currency", .string()),
                                    ])))
                        ] + rows), "Absent where an agent is asked for: prices are kept by line.")
            ])

    private static let formula: [Schema.Property] = [.required("unit", .string()), .required("formula", .string())]
    private static let rows = formula + [.required("rows", .string(), "The page whose rows make it up.")]
    private static let part: Schema = .object([
        .required("value", .integer(min: 0)), .required("rows", .string(), "The page whose rows it counts."),
    ])
}
