/// The page's views, as `views/views.js` has them, one a line.
struct ViewTable: Sendable {
    /// Where a view is, as segments of which those with a colon stand for any, and the module it begins with.
    struct Row: Sendable {
        let path: [String]
        let module: String

        func fits(_ segments: [Substring]) -> Bool {
            path.count == segments.count
                && zip(path, segments).allSatisfy { own, segment in own.hasPrefix(":") || own == segment }
        }
    }

    let rows: [Row]

    init(_ source: String) {
        rows = source.split(separator: "\n").compactMap { line in
            guard let path = Self.value("path", in: line), let module = Self.value("module", in: line) else {
                return nil
            }
            return Row(
                path: path.split(separator: "/").map(String.init),
                module: ModuleGraph.resolved(module, from: "views/views.js"))
        }
    }

    /// The first segments of the paths, each once.
    var names: [String] { Set(rows.compactMap(\.path.first)).sorted() }

    /// The row whose view an address shows; of two that fit, the first counts.
    func row(at address: String) -> Int? {
        let segments = address.split(separator: "/")
        return rows.firstIndex { $0.fits(segments) }
    }

    private static func value(_ name: String, in line: Substring) -> Substring? {
        guard let label = line.firstRange(of: "\(name): \"") else { return nil }
        return line[label.upperBound...].prefix { $0 != "\"" }
    }
}
