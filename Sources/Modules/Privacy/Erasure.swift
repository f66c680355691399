import ModuleKit
import OpenSSL

/// That a person was made to be gone: it says who only to somebody who has the number or the address already.
struct Erasure: Sendable {
    let id: ErasureID
    let company: CompanyID
    let contact: ContactID?
    /// Keyed hashes of their numbers and e-mail addresses, hexadecimal.
    let marks: [String]
    let calls: [CallID]
    let at: Timestamp
    let by: String
    /// The event log is rewritten up to here.
    var offset: Int64 = 0
    /// And has to be up to here.
    var end: Int64 = 0
    var isDone = false
}

extension Erasure: JSONEncodable {
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("contact", contact)
            $0.member("calls", calls.count)
            $0.member("at", at)
            $0.member("by", by)
            $0.member("state", isDone ? "done" : "log")
        }
    }

    static let schema = Schema.reference(
        "Erasure",
        to: .object([
            .required("id", ErasureID.schema), .optional("contact", ContactID.schema, "The id it had."),
            .required("calls", .integer(min: 0), "How many calls have become anonymous."),
            .required("at", .string(format: .dateTime)), .required("by", .string()),
            .required("state", .enumeration(["log", "done"]), "`log`: the event log is still being rewritten."),
        ]))
}

extension Erasure {
    /// One line of the ledger's file.
    var line: JSONValue {
        [
            "id": .string(id.wire), "company": .string(company.wire),
            "contact": contact.map { .string($0.wire) } ?? .null,
            "marks": .array(marks.map { .string($0) }), "calls": .array(calls.map { .string($0.wire) }),
            "at": .string(at.rfc3339), "by": .string(by),
        ]
    }

    /// Reads a line of the ledger's file; nil for one that was cut off.
    init?(line: JSONValue) {
        guard let id = line["id"].string.flatMap({ ErasureID(wire: $0) }),
            let company = line["company"].string.flatMap({ CompanyID(wire: $0) }),
            let at = line["at"].string.flatMap({ TimestampParser.parse($0) })
        else { return nil }
        self.init(
            id: id, company: company, contact: line["contact"].string.flatMap { ContactID(wire: $0) },
            marks: line["marks"].array?.compactMap(\.string) ?? [],
            calls: line["calls"].array?.compactMap { $0.string.flatMap { CallID(wire: $0) } } ?? [], at: at,
            by: line["by"].string ?? "program")
    }
}

/// Makes marks: HMAC-SHA256 under a key of the hub that never rotates, for numbers are few enough to be tried one by one.
struct Marker: Sendable {
    let key: [UInt8]

    func mark(_ address: String) -> String {
        Hex.encode(HMAC.authenticate(.sha256, key: key, Array(Self.plain(address).utf8)))
    }

    func marks(of person: Person) -> [String] { (person.numbers + person.emails).map(mark) }

    /// Whether a text may be a number or an address at all, before it is hashed.
    static func mayBeAddress(_ text: String) -> Bool {
        text.utf8.count <= 300 && (plain(text).utf8.first == UInt8(ascii: "+") || text.utf8.contains(UInt8(ascii: "@")))
    }

    private static func plain(_ address: String) -> String {
        let text = address.lowercased()
        return text.hasPrefix("whatsapp:") ? String(text.dropFirst(9)) : text
    }
}
