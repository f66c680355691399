import JSON
import ModuleKit
import Testing

/// The rows of a table in an archive.
func rows(_ table: String, of archive: [UInt8]) throws -> [JSONValue] {
    try entries(ofTar: archive).filter { $0.name.hasPrefix("tables/\(table)-") }
        .flatMap { try $0.bytes.split(separator: 0x0A).map { try JSONParser.parse(Array($0)) } }
}

/// All rows of an archive, with each id as its place among all ids there: what stays the same when all are shifted.
func canonical(_ archive: [UInt8]) throws -> [String: [JSONValue]] {
    let manifest = try JSONParser.parse(try #require(entries(ofTar: archive).last).bytes)
    var tables: [String: [JSONValue]] = [:]
    for name in (manifest["tables"].array ?? []).compactMap({ $0["name"].string }) {
        tables[name] = try rows(name, of: archive)
    }
    var ids: Set<Int64> = []
    for row in tables.values.joined() { row.visitIDs { ids.insert($0) } }
    let places = Dictionary(uniqueKeysWithValues: ids.sorted().enumerated().map { ($1, Int64($0)) })
    tables["sounds"] = (manifest["files"].array ?? []).filter { $0["name"].string?.hasPrefix("recordings/") == true }
    return tables.mapValues { $0.map { $0.replacingIDs { places[$0] ?? -1 } } }
}

extension JSONValue {
    private static let prefixes = ["con", "cal", "lin", "biz", "int", "msg", "obl", "tem", "seg", "rec", "leg", "prm"]

    private static func number(_ text: String) -> Int64? {
        guard prefixes.contains(String(text.prefix(3))), text.dropFirst(3).first == "_" else { return nil }
        return ContactID(wire: "con" + text.dropFirst(3))?.rawValue
    }

    fileprivate func visitIDs(_ body: (Int64) -> Void) {
        for (name, value) in object.map({ $0.members.map { ($0.name, $0.value) } }) ?? [] {
            if let number = value.int64, number > 0, Self.isID(name) { body(number) }
            if let number = value.string.flatMap({ Self.number($0) }) { body(number) }
        }
    }

    fileprivate func replacingIDs(_ map: (Int64) -> Int64) -> JSONValue {
        guard let object else { return self }
        return .object(
            JSONObject(
                object.members.map { member in
                    if member.name == "account_id" { return (member.name, 0) }
                    if let number = member.value.int64, number > 0, Self.isID(member.name) {
                        return (member.name, .integer(map(number)))
                    }
                    guard let number = member.value.string.flatMap({ Self.number($0) }) else {
                        return (member.name, member.value)
                    }
                    return (member.name, .string("id \(map(number))"))
                }))
    }

    private static func isID(_ name: String) -> Bool {
        (name == "id" || name.hasSuffix("_id")) && !["account_id", "owner_id", "user_id"].contains(name)
    }
}
