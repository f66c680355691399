/// Which files of the page need which, as they say it themselves at their tops.
///
/// A browser finds the imports of an import only when that is there, one round trip after the other; named in the page,
/// all of them come at once, and nothing else does.
struct ModuleGraph {
    private struct Head {
        var imports: [String] = []
        var words: [String] = []
    }

    private var heads: [String: Head] = [:]

    /// Reads the imports of `modules`, by their names such as `core/app.js`.
    init(_ modules: [String: String]) {
        for (name, source) in modules {
            var head = Head()
            for line in source.split(separator: "\n") {
                if line.hasPrefix("import ") || line.hasPrefix("} from ") {
                    head.imports += line.quoted.suffix(1).map { Self.resolved($0, from: name) }
                } else if line.hasPrefix("await addWords(") {
                    head.words += line.quoted.map(String.init)
                }
            }
            heads[name] = head
        }
    }

    /// What is needed by `entries` and by all that they import: modules in the order in which they are found, and the
    /// parts whose words they wait for.
    func needs(of entries: [String]) -> (modules: [String], words: Set<String>) {
        var modules = entries
        var words: Set<String> = []
        var next = 0
        while next < modules.count {
            let head = heads[modules[next]] ?? Head()
            words.formUnion(head.words)
            for imported in head.imports where !modules.contains(imported) { modules.append(imported) }
            next += 1
        }
        return (modules, words)
    }

    /// `entries` and all that they import, each once and after all that it imports itself: so a browser runs them.
    func order(of entries: [String]) -> [String] {
        var (order, seen) = ([String](), Set<String>())
        func visit(_ name: String) {
            guard seen.insert(name).inserted else { return }
            heads[name]?.imports.forEach(visit)
            order.append(name)
        }
        entries.forEach(visit)
        return order
    }

    /// "../core/dom.js" from "parts/button.js" → "core/dom.js".
    static func resolved(_ path: some StringProtocol, from name: String) -> String {
        var folders = name.split(separator: "/").dropLast().map(String.init)
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = folders.popLast() } else { folders.append(String(part)) }
        }
        return folders.joined(separator: "/")
    }
}

extension Substring {
    /// What stands between double quotes.
    fileprivate var quoted: [Substring] {
        split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    }
}
