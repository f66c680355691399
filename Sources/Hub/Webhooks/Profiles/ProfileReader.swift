import JSON

/// Reads `profile.json`, and refuses what it does not know instead of guessing.
struct ProfileReader {
    private let file: String
    private let lines: JSONLines
    private var slots: [String: Int] = [:]
    private var names: [String] = []
    private(set) var faults: [ProfileError.Fault] = []

    static func read(_ bytes: [UInt8], file: String, folder: String) throws(ProfileError) -> Profile {
        let json: JSONValue
        do {
            json = try JSONParser.parse(bytes)
        } catch {
            let line = JSONLines.line(of: error.offset, in: bytes)
            throw ProfileError(faults: [.init(file: file, line: line, detail: "This is not JSON: \(error.reason).")])
        }
        var reader = ProfileReader(file: file, lines: JSONLines(bytes))
        let profile = reader.profile(json, folder)
        guard reader.faults.isEmpty else { throw ProfileError(faults: reader.faults.sorted { $0.line < $1.line }) }
        return profile
    }

    private init(file: String, lines: JSONLines) {
        self.file = file
        self.lines = lines
    }

    mutating func fault(_ path: [String], _ detail: String) {
        faults.append(.init(file: file, line: lines.line(of: path), detail: detail))
    }

    private mutating func profile(_ json: JSONValue, _ folder: String) -> Profile {
        let object = object(
            json, [], "A profile",
            ["provider", "title", "signature", "dialect", "body", "account", "hooks", "records", "transcript"])
        let provider = text(object["provider"], ["provider"])
        if !provider.isEmpty, provider != folder {
            fault(["provider"], "The provider is `\(provider)`, but its folder is `\(folder)`.")
        }
        let signature = self.object(object["signature"] ?? .null, ["signature"], "A signature", ["scheme", "header"])
        let scheme = word(signature["scheme"], ["signature", "scheme"], SignatureScheme.self, "scheme") ?? .generic
        let header = signature["header"].map { text($0, ["signature", "header"]) } ?? scheme.usualHeader
        let dialect = word(object["dialect"], ["dialect"], Dialect.self, "dialect") ?? .json
        if let body = object["body"] { _ = word(body, ["body"], BodyKind.self, "kind of body") }
        let account = object["account"].map { places($0, ["account"]) } ?? []
        var hooks: [String: Profile.Hook] = [:]
        for member in object["hooks"]?.object?.members ?? [] {
            let path = ["hooks", member.name]
            hooks[member.name] = hook(whole(member.value, object["hooks"], path), member.name, path)
        }
        if hooks.isEmpty { fault(["hooks"], "`hooks` must have at least one hook.") }
        let records = records(object["records"])
        let transcript = object["transcript"].map { self.transcript($0) }
        var seen: Set<String> = []
        faults = faults.filter { seen.insert($0.description).inserted }
        return Profile(
            provider: provider, title: object["title"].map { text($0, ["title"]) } ?? provider, scheme: scheme,
            header: header,
            dialect: dialect, account: account, hooks: hooks, records: records, transcript: transcript,
            names: NameTable(names))
    }

    private enum BodyKind: String, CaseIterable { case form, json }

    /// A hook with what it has from the one that it is `like`.
    private mutating func whole(_ hook: JSONValue, _ hooks: JSONValue?, _ path: [String]) -> JSONValue {
        guard var object = hook.object, let name = object["like"] else { return hook }
        guard let other = name.string.flatMap({ hooks?[$0].object }), other["like"] == nil else {
            fault(path + ["like"], "`like` must name another hook of this profile, which is like none itself.")
            return hook
        }
        object["like"] = nil
        for member in other.members where object[member.name] == nil { object[member.name] = member.value }
        return .object(object)
    }

    mutating func hook(_ json: JSONValue, _ name: String, _ path: [String]) -> Profile.Hook {
        if name.isEmpty
            || !name.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-") }
            )
        {
            fault(path, "The hook `\(name)` cannot stand in an address: a to z and - only.")
        }
        let object = object(
            json, path, "A hook",
            ["answers", "event", "dedupe", "transport", "require", "fields", "map", "format", "variants"])
        let event = object["event"].flatMap { word($0, path + ["event"], EventKind.self, "event") } ?? .any
        if let answers = object["answers"], answers.bool == nil {
            fault(path + ["answers"], "`answers` must be true or false.")
        }
        let common = Parts(object, path, &self)
        var variants: [Profile.Variant] = []
        for (index, json) in (object["variants"]?.array ?? []).enumerated() {
            let path = path + ["variants", String(index)]
            let object = self.object(json, path, "A variant", ["when", "event", "fields", "map", "format"])
            let event = object["event"].flatMap { word($0, path + ["event"], EventKind.self, "event") } ?? event
            let conditions = requirements(object["when"], path + ["when"])
            if conditions.isEmpty {
                fault(path, "A variant says `when` it counts, such as {\"/type\": [\"recording\"]}.")
            }
            let parts = common.with(Parts(object, path, &self))
            variants.append(Profile.Variant(event: event, conditions: conditions, rules: rules(parts, event, path)))
        }
        variants.append(Profile.Variant(event: event, conditions: [], rules: rules(common, event, path)))
        return Profile.Hook(
            name: name, answers: object["answers"]?.bool ?? false,
            requirements: requirements(object["require"], path + ["require"]), variants: variants,
            dedupe: object["dedupe"].map { places($0, path + ["dedupe"]) } ?? [],
            transport: object["transport"].map { place(text($0, path + ["transport"]), path + ["transport"]) })
    }

    /// The three tables of a hook or a variant, each entry with its path.
    private struct Parts {
        typealias Entry = (name: String, value: JSONValue, path: [String])
        var fields, maps, formats: [Entry]

        init(_ object: JSONObject, _ path: [String], _ reader: inout ProfileReader) {
            func entries(_ name: String) -> [Entry] {
                reader.members(object[name], path + [name]).map { ($0.name, $0.value, path + [name, $0.name]) }
            }
            (fields, maps, formats) = (entries("fields"), entries("map"), entries("format"))
        }

        /// A variant's entries count before the hook's.
        func with(_ variant: Parts) -> Parts {
            var all = self
            all.fields = variant.fields + fields.filter { old in !variant.fields.contains { $0.name == old.name } }
            all.maps = variant.maps + maps
            all.formats = variant.formats + formats
            return all
        }
    }

    private mutating func rules(_ parts: Parts, _ event: EventKind, _ path: [String]) -> [Profile.FieldRule] {
        var rules: [Profile.FieldRule] = []
        for entry in parts.fields {
            guard let field = field(entry.name, event, entry.path) else { continue }
            let map = parts.maps.first { $0.name == entry.name }.map { wordMap($0.value, field, $0.path) }
            let format = parts.formats.first { $0.name == entry.name }.flatMap { self.format($0.value, field, $0.path) }
            rules.append(
                Profile.FieldRule(field: field, places: places(entry.value, entry.path), map: map, format: format))
        }
        for entry in parts.maps + parts.formats where !parts.fields.contains(where: { $0.name == entry.name }) {
            fault(entry.path, "It speaks of `\(entry.name)`, which is not among the `fields`.")
        }
        let (needed, what) = event == .message ? (EventField.messageID, "message") : (.providerCallID, "call")
        if event != .none, !parts.fields.contains(where: { $0.name == needed.rawValue }) {
            fault(path, "There is no field `\(needed.rawValue)`: it could not be told which \(what) it is about.")
        }
        return rules
    }

    private mutating func requirements(_ json: JSONValue?, _ path: [String]) -> [Profile.Requirement] {
        members(json, path).map { member in
            let place = place(member.name, path + [member.name])
            if member.value.isNull { return Profile.Requirement(place: place, values: nil) }
            let values = member.value.array?.compactMap(\.string)
            if values == nil {
                fault(
                    path + [member.name],
                    "`\(member.name)` must be a list of texts; empty: any text; null: nothing may stand there.")
            }
            return Profile.Requirement(place: place, values: values ?? [])
        }
    }

    private mutating func field(_ name: String, _ event: EventKind, _ path: [String]) -> EventField? {
        if let field = EventField(rawValue: name), field.belongs(to: event) { return field }
        let fields = EventField.allCases.filter { $0.belongs(to: event) }.map(\.rawValue).joined(separator: ", ")
        fault(path, "The event `\(event.rawValue)` has no field `\(name)`; it has \(fields).")
        return nil
    }

    private mutating func wordMap(_ json: JSONValue, _ field: EventField, _ path: [String]) -> Profile.WordMap {
        var words: [(String, String?)] = []
        for member in members(json, path) {
            let ours = member.value.string
            if ours == nil, !member.value.isNull { fault(path + [member.name], "A word is mapped to text or to null.") }
            if let ours, case .word(let known) = field.kind, !known.contains(ours) {
                fault(
                    path + [member.name],
                    "`\(ours)` is no `\(field.rawValue)`; there is \(known.joined(separator: ", ")).")
            }
            words.append((member.name, ours))
        }
        return Profile.WordMap(words: words)
    }

    private mutating func format(_ json: JSONValue, _ field: EventField, _ path: [String]) -> FieldFormat? {
        guard let format = word(json, path, FieldFormat.self, "format") else { return nil }
        if format.fits(field.kind) { return format }
        fault(path, "`\(field.rawValue)` cannot be written as \(format.rawValue).")
        return nil
    }

    /// One place, or several of which the first that has something counts.
    private mutating func places(_ json: JSONValue, _ path: [String]) -> [Place] {
        if let text = json.string { return [place(text, path)] }
        guard let elements = json.array, !elements.isEmpty else {
            fault(path, "A place is text such as \"/CallSid\", or a list of such texts.")
            return []
        }
        return elements.enumerated().map { place(text($1, path + [String($0)]), path + [String($0)]) }
    }

    private mutating func place(_ text: String, _ path: [String]) -> Place {
        if text.hasPrefix("/") {
            let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
                .map { $0.replacing("~1", with: "/").replacing("~0", with: "~") }.map(String.init)
            return .body(slot: slot(parts[0]), name: parts[0], below: Array(parts.dropFirst()))
        }
        if text.hasPrefix("=") { return .constant(String(text.dropFirst())) }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts.count == 2 ? parts[0] : "" {
        case "header": return .header(parts[1])
        case "query": return .query(parts[1])
        case "path": if let part = Place.PathPart(rawValue: parts[1]) { return .path(part) }
        default: break
        }
        fault(
            path, "`\(text)` is no place: write /pointer, header:Name, query:name, path:account, path:hook or =text.")
        return .constant("")
    }

    private mutating func slot(_ name: String) -> Int {
        if let slot = slots[name] { return slot }
        slots[name] = names.count
        names.append(name)
        return names.count - 1
    }

    mutating func object(
        _ json: JSONValue, _ path: [String], _ what: String, _ known: [String]
    ) -> JSONObject {
        for member in members(json, path) where !known.contains(member.name) {
            fault(path + [member.name], "\(what) has no `\(member.name)`; it has \(known.joined(separator: ", ")).")
        }
        return json.object ?? [:]
    }

    mutating func members(_ json: JSONValue?, _ path: [String]) -> [JSONObject.Member] {
        guard let json else { return [] }
        guard let object = json.object else {
            fault(path, "`\(path.last ?? "A profile")` must be an object.")
            return []
        }
        return object.members
    }

    mutating func text(_ json: JSONValue?, _ path: [String]) -> String {
        if let text = json?.string, !text.isEmpty { return text }
        fault(path, "`\(path.last ?? "")` must be text.")
        return ""
    }

    private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ json: JSONValue?, _ path: [String], _ type: Word.Type, _ what: String
    ) -> Word? {
        let text = text(json, path)
        guard !text.isEmpty else { return nil }
        if let word = Word(rawValue: text) { return word }
        fault(path, "There is no \(what) `\(text)`; there is \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
        return nil
    }
}
