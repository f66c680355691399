import FoundationEssentials
import JSON

/// The settings that a run goes by, and where each comes from.
struct Configuration: Sendable {
    private var values: [String: String]

    /// Resolves flags, then variables, then the file of `--config`, then defaults.
    ///
    /// - Throws: ``Arguments/Mistake`` naming the setting, where it stands, and what would be right.
    init(_ arguments: Arguments, environment: [String: String] = ProcessInfo.processInfo.environment) throws(Arguments
        .Mistake)
    {
        let file = try Self.file(arguments["config"] ?? environment["SWITCHBOARD_CONFIG"])
        values = [:]
        for setting in Setting.all {
            let sources = [
                ("--\(setting.name)", arguments[setting.name]), (setting.variable, environment[setting.variable]),
                ("`\(setting.name)` in the configuration file", file[setting.name]), ("the default", setting.standard),
            ]
            guard let (source, value) = sources.lazy.compactMap({ source, value in value.map { (source, $0) } }).first
            else {
                continue
            }
            if let fault = setting.fault(in: value) { throw Arguments.Mistake(description: "\(source): \(fault).") }
            values[setting.name] = value
        }
        if (values["tls-cert"] == nil) != (values["tls-key"] == nil) {
            throw Arguments.Mistake(description: "--tls-cert and --tls-key go together.")
        }
    }

    /// The text of a setting; every setting with a default has one.
    subscript(_ name: String) -> String? { values[name] }

    /// The text of a setting that has a default.
    func text(_ name: String) -> String { values[name] ?? "" }

    /// The number of a setting that has a default.
    func whole(_ name: String) -> Int { values[name].flatMap { Int($0) } ?? 0 }

    /// Whether a flag is on.
    func isOn(_ name: String) -> Bool { values[name] == "true" }

    /// Changes a setting, for commands that know better than the default.
    mutating func set(_ name: String, _ value: String) { values[name] = value }

    /// The effective settings as JSON; none of them is a secret, for secrets stand in files.
    var printed: String {
        var json = JSONWriter()
        json.object { object in
            for setting in Setting.all {
                guard let value = values[setting.name] else { continue }
                object.key(setting.name)
                switch setting.kind {
                case .whole: object.value(Int(value) ?? 0)
                case .flag: object.value(value == "true")
                case .text, .choice: object.value(value)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func file(_ path: String?) throws(Arguments.Mistake) -> [String: String] {
        guard let path else { return [:] }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Arguments.Mistake(description: "The configuration file \(path) cannot be read.")
        }
        let object: JSONObject
        do {
            guard let parsed = try JSONParser.parse([UInt8](data)).object else {
                throw Arguments.Mistake(description: "The configuration file \(path) is not a JSON object.")
            }
            object = parsed
        } catch let mistake as Arguments.Mistake {
            throw mistake
        } catch {
            throw Arguments.Mistake(description: "The configuration file \(path) is not JSON: \(error).")
        }
        var values: [String: String] = [:]
        for member in object.members {
            guard Setting.all.contains(where: { $0.name == member.name }) else {
                throw Arguments.Mistake(
                    description: "The configuration file \(path) has an unknown key `\(member.name)`.")
            }
            values[member.name] = member.value.string ?? member.value.jsonText
        }
        return values
    }
}
