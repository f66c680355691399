import Accounts
import ModuleKit

/// The numbers of a company's dashboard, each with the page of its rows.
struct DashboardFigures: Sendable, JSONEncodable {
    private let contacts: [ContactFigures]
    private let spans: [(name: String, span: FiguresSpan, figures: CallFigures)]

    init(at now: Timestamp, in tx: Transaction) throws {
        contacts = try FiguresStore.contacts(in: tx)
        let zone = try Company.zone(in: tx)
        let today = zone.wall(now)
        let month = CivilDate(daysSince1970: today.day)
        let firsts = [
            ("today", today.day), ("week", today.day - today.weekday + 1),
            ("month", CivilDate(year: month.year, month: month.month, day: 1).daysSince1970),
        ]
        spans = try firsts.map { name, first in
            let span = FiguresSpan(days: first...today.day, zone: zone)
            return (name, span, try FiguresStore.total(span, in: tx))
        }
    }

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("contacts", count { _ in true })
            $0.member("newLeads", count { $0 == "new" })
            $0.member("activeCustomers", count { $0 == "customer" })
            $0.member("revenue", money(\.actual) { _ in true })
            $0.object("rows") {
                $0.member("contacts", "/api/crm/contacts")
                $0.member("newLeads", "/api/crm/contacts?status=new")
                $0.member("activeCustomers", "/api/crm/contacts?status=customer")
            }
            $0.object("calls") { json in
                for (name, span, figures) in spans {
                    json.key(name)
                    Self.write(span, figures, to: &json)
                }
            }
            $0.array("statusBreakdown") { list in
                for status in Self.statuses {
                    list.object {
                        $0.member("status", status)
                        $0.member("contacts", count { $0 == status })
                        $0.member("estimated", money(\.estimated) { $0 == status })
                        $0.member("actual", money(\.actual) { $0 == status })
                        $0.member("rows", "/api/crm/contacts?status=\(status)")
                    }
                }
            }
        }
    }

    private static func write(_ span: FiguresSpan, _ figures: CallFigures, to json: inout JSONWriter) {
        json.object {
            $0.member("from", span.from)
            $0.member("to", span.to)
            let numbers: [(String, Int64, String)] = [
                ("calls", figures.calls, ""), ("inbound", figures.inbound, "direction=inbound"),
                ("outbound", figures.outbound, "direction=outbound"),
                ("answered", figures.answered, "direction=inbound&answered=true"),
                ("missed", figures.missed, "missed=true"), ("recovered", figures.recovered, "recovered=true"),
            ]
            for (name, value, _) in numbers {
                $0.key(name)
                $0.value(value)
            }
            $0.member("talkSec", figures.talkSec)
            $0.object("rows") { json in
                for (name, _, query) in numbers {
                    json.key(name)
                    json.value(span.rows(query))
                }
                json.member("talkSec", span.rows("answered=true"))
            }
        }
    }

    private func count(_ passes: (String) -> Bool) -> Int64 {
        contacts.reduce(0) { $0 + (passes($1.status) ? $1.contacts : 0) }
    }

    /// One sum for each currency; none that is nothing.
    private func money(_ amount: KeyPath<ContactFigures, Int64>, _ passes: (String) -> Bool) -> [Money] {
        let known = contacts.filter { passes($0.status) && !$0.currency.isEmpty }
        return Dictionary(known.map { ($0.currency, $0[keyPath: amount]) }, uniquingKeysWith: +)
            .filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { Money(amount: $0.value, currency: $0.key) }
    }

    private static let statuses = ["new", "lead", "customer", "former", "blocked"]

    static let schema: Schema = .object([
        .required("contacts", .integer(min: 0), "Those that are not removed."),
        .required("newLeads", .integer(min: 0), "Contacts of the status `new`."),
        .required("activeCustomers", .integer(min: 0), "Contacts of the status `customer`."),
        .required("revenue", .array(of: Money.schema), "The sum of the contacts' actual values, by currency."),
        .required("rows", rows(["contacts", "newLeads", "activeCustomers"])),
        .required(
            "calls", .object(["today", "week", "month"].map { .required($0, span) }),
            "That are over, by when they began on the company's clock; weeks begin on Monday."),
        .required(
            "statusBreakdown",
            .array(
                of: .object([
                    .required("status", .enumeration(statuses)), .required("contacts", .integer(min: 0)),
                    .required("estimated", .array(of: Money.schema)), .required("actual", .array(of: Money.schema)),
                    .required("rows", .string()),
                ]))),
    ])

    private static let span: Schema = .object([
        .required("from", .string(format: .dateTime)), .required("to", .string(format: .dateTime)),
        .required("calls", .integer(min: 0)), .required("inbound", .integer(min: 0)),
        .required("outbound", .integer(min: 0)),
        .required("answered", .integer(min: 0), "Inbound, taken by a person or an AI agent."),
        .required("missed", .integer(min: 0), "Inbound, and never answered."),
        .required("recovered", .integer(min: 0), "Missed, and we spoke with the person or wrote to them after."),
        .required("talkSec", .integer(min: 0), "From the answer to the end."),
        .required("rows", rows(["calls", "inbound", "outbound", "answered", "missed", "recovered", "talkSec"])),
    ])

    private static func rows(_ names: [String]) -> Schema {
        .object(names.map { .required($0, .string(), "The page whose rows the number counts.") })
    }
}
