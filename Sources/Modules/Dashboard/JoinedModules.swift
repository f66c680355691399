/// The modules that the page begins with, as they are sent: in one file, for each would be a way to the program and back of
/// its own, and a browser just begun takes longer over forty of those than over all that stands in them.
///
/// In that file each of them is a block, in the order in which a browser would run them, and hands what it exports to
/// `joined["core/dom.js"]`. Whatever else imports one of them takes that from there, and a file that stands at its own
/// address does too: so each runs once, whoever asks for it. The sources stay plain modules, as a browser could run them;
/// this reads their lines `import …;` and `export …`, as these files write them, and knows nothing else of the language.
struct JoinedModules {
    static let name = "core/joined.js"

    /// The joined ones, each after all that it imports.
    let members: [String]
    private let sources: [String: String]

    init(_ members: [String], of sources: [String: String]) {
        self.members = members
        self.sources = sources
    }

    /// All modules as they are sent.
    var files: [String: String] {
        let blocks = members.map { "{ // \($0)\n\(block($0))}\n" }
        var files = [Self.name: "export const joined = {};\n" + blocks.joined()]
        for (name, source) in sources {
            files[name] = members.contains(name) ? handedOn(name) : taking(source, name)
        }
        return files
    }

    // MARK: One module

    private func block(_ name: String) -> String {
        let folder = name.prefix { $0 != "/" }
        var exported: [String] = []
        let lines = taken(sources[name] ?? "", name).lines.map { line -> String in
            guard line.hasPrefix("export ") else {
                return line.replacing("import(\"./", with: "import(\"../\(folder)/")
            }
            let (member, rest) = Self.export(line.dropFirst(7))
            exported.append(member)
            return rest
        }
        return lines.joined(separator: "\n") + "joined[\"\(name)\"] = { \(exported.joined(separator: ", ")) };\n"
    }

    /// What stands at the address of a joined one, for whoever fetches that by itself.
    private func handedOn(_ name: String) -> String {
        let exported = (sources[name] ?? "").split(separator: "\n").filter { $0.hasPrefix("export ") }
            .map { Self.export($0.dropFirst(7)).member }
        let named = exported.filter { !$0.hasPrefix("default:") }
        let lines = [
            Self.fetch,
            named.isEmpty ? "" : "export const { \(named.joined(separator: ", ")) } = joined[\"\(name)\"];\n",
            named.count == exported.count ? "" : "export default joined[\"\(name)\"].default;\n",
        ]
        return lines.joined()
    }

    private func taking(_ source: String, _ name: String) -> String {
        let (lines, takes) = taken(source, name)
        return (takes ? Self.fetch : "") + lines.joined(separator: "\n")
    }

    private static let fetch = "import { joined } from \"../\(name)\";\n"

    // MARK: Imports and exports

    /// The lines of a module of which each import of a joined one takes it from `joined`, and whether any does.
    private func taken(_ source: String, _ name: String) -> (lines: [String], takes: Bool) {
        var lines: [String] = []
        var statement: [Substring] = []
        var takes = false
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            guard !statement.isEmpty || line.hasPrefix("import ") else {
                lines.append(String(line))
                continue
            }
            statement.append(line)
            guard line.hasSuffix("\";") else { continue }
            let whole = statement.joined(separator: " ")
            let from = ModuleGraph.resolved(whole.split(separator: "\"").dropLast().last ?? "", from: name)
            takes = takes || members.contains(from)
            lines.append(members.contains(from) ? Self.taking(whole, from) : whole)
            statement = []
        }
        return (lines, takes)
    }

    /// `import { a, b as c } from "…";` as `const { a, b: c } = joined["…"];`.
    private static func taking(_ statement: String, _ from: String) -> String {
        guard let end = statement.firstRange(of: " from \"") else { return "" }
        let names = statement[..<end.lowerBound].dropFirst("import ".count)
        return names.hasPrefix("{")
            ? "const \(names.replacing(" as ", with: ": ")) = joined[\"\(from)\"];"
            : "const \(names) = joined[\"\(from)\"].default;"
    }

    /// What `default class LiveView extends …` exports, `default: LiveView`, and the line without its beginning.
    private static func export(_ declaration: Substring) -> (member: String, rest: String) {
        let isDefault = declaration.hasPrefix("default ")
        let rest = isDefault ? declaration.dropFirst("default ".count) : declaration
        let words = rest.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }
        let name = words.first { !["async", "class", "const", "function"].contains($0) } ?? ""
        return (isDefault ? "default: \(name)" : String(name), String(rest))
    }
}
