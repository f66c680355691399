import Domain
import JSON
import Web

/// What a part of a call cost.
package struct CallCost: Sendable, JSONEncodable {
    package let kind: CostKind
    /// What was charged, such as the leg's id at its provider.
    package let reference: String
    /// Millionths of the currency's unit.
    package let amountMillionths: Int64
    /// ISO 4217.
    package let currency: String

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("kind", kind.rawValue)
            $0.member("reference", reference)
            $0.member("amountMillionths", amountMillionths)
            $0.member("currency", currency)
        }
    }

    static let schema: Schema = .object([
        .required("kind", .enumeration(CostKind.self)), .required("reference", .string()),
        .required("amountMillionths", .integer(), "Millionths of the currency's unit."),
        .required("currency", .string(), "ISO 4217."),
    ])
}

/// What the calls that began on a day cost on a line, of one kind in one currency.
struct CostSum: Sendable, JSONEncodable {
    /// Days since 1970, on the company's clock.
    let day: Int64
    let line: LineID?
    let kind: CostKind
    let currency: String
    let amountMillionths: Int64
    /// How many prices make it up.
    let items: Int64

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("day", String(Timestamp(milliseconds: day * 86_400_000).rfc3339.prefix(10)))
            $0.member("line", line)
            $0.member("kind", kind.rawValue)
            $0.member("currency", currency)
            $0.member("amountMillionths", amountMillionths)
            $0.member("items", items)
        }
    }

    static let schema: Schema = .object([
        .required("day", .string(format: .date), "Of the calls' beginning, on the company's clock."),
        .optional("line", LineID.schema), .required("kind", .enumeration(CostKind.self)),
        .required("currency", .string(), "ISO 4217."),
        .required("amountMillionths", .integer(), "Millionths of the currency's unit."),
        .required("items", .integer(min: 0), "How many prices make it up."),
    ])
}

/// Which sums are asked for.
struct CostFilter: Sendable {
    /// The first and the last day, in days since 1970.
    var days: ClosedRange<Int64>
    var line: LineID?
    var kind: CostKind?
}

/// Where a page of sums ends: the key of its last row.
struct CostPlace: Sendable {
    let day: Int64
    let line: Int64
    let kind: String
    let currency: String
}
