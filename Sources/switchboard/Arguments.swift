/// A command line taken apart: words, and `--name value`, `--name=value` or `--name`.
struct Arguments: Sendable {
    /// What stands before and between the options.
    private(set) var words: [String] = []
    private var options: [String: String] = [:]

    /// A mistake on the command line; one sentence, exit code 2.
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    /// Takes a command line apart.
    ///
    /// - Parameters:
    ///   - valued: Options that take a value.
    ///   - flags: Options that take none.
    init(_ arguments: some Sequence<String>, valued: Set<String>, flags: Set<String>) throws(Mistake) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument.count > 2 else {
                words.append(argument)
                continue
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard options[name] == nil else { throw Mistake(description: "--\(name) is given twice.") }
            if flags.contains(name) {
                options[name] = parts.count == 2 ? String(parts[1]) : "true"
            } else if valued.contains(name) {
                guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                    throw Mistake(description: "--\(name) needs a value.")
                }
                options[name] = value
            } else {
                throw Mistake(description: "There is no option --\(name); --help lists them.")
            }
        }
    }

    /// The value of an option, or nil.
    subscript(_ name: String) -> String? { options[name] }

    /// Whether a flag is set.
    func has(_ name: String) -> Bool { options[name] == "true" }

    /// The value of an option that must be given.
    func required(_ name: String) throws(Mistake) -> String {
        guard let value = options[name], !value.isEmpty else { throw Mistake(description: "--\(name) is missing.") }
        return value
    }

    /// A whole number within a range.
    func whole(_ name: String, _ range: ClosedRange<Int>, standard: Int) throws(Mistake) -> Int {
        guard let text = options[name] else { return standard }
        guard let value = Int(text), range.contains(value) else {
            throw Mistake(
                description:
                    "--\(name) is `\(text)`; it must be a whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        }
        return value
    }

    /// A number within a range.
    func number(_ name: String, _ range: ClosedRange<Double>, standard: Double) throws(Mistake) -> Double {
        guard let text = options[name] else { return standard }
        guard let value = Double(text), range.contains(value) else {
            throw Mistake(
                description:
                    "--\(name) is `\(text)`; it must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }
}
