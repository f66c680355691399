import JSON

/// What a company listens for beside the mood: intents, triggers, promises, questions; compiled once from its document.
package struct Rules: Sendable {
    /// The version of the built-in document; a company's own has a number of its own.
    package static let builtInVersion = "2026.11"

    let questions: QuestionFinder
    let intents: PatternBook
    let intentNames: [String]
    let triggers: PatternBook
    /// What a trigger's phrase must not stand beside; the payload is the trigger.
    let triggerExceptions: PatternBook
    /// The rules of triggers, in the order of the document.
    package let triggerRules: [TriggerRule]
    let promises: PatternBook
    let promiseExceptions: PatternBook
    /// When a day ends for whoever has promised something by that day: minutes after midnight.
    let dayEndsMinutes: Int
    let stopWords: Set<String>

    /// One rule that fires on phrases.
    package struct TriggerRule: Sendable {
        package let id: String
        /// What it is about: `emergency`, `churn`, `legal`, or a word of the company's.
        package let kind: String
        package let severity: String
        /// Whose words it listens to: `caller`, `agent`, `ai`; nil for everybody's.
        let speakers: Set<String>?

        /// Whether it listens to such a speaker; one whom nobody knows may be anybody.
        func listens(to speaker: String?) -> Bool {
            guard let speakers, let speaker, speaker != "unknown" else { return true }
            return speakers.contains(speaker)
        }
    }

    /// Reads a document that ``schema`` has passed.
    ///
    /// - Throws: Every part that cannot be read, by its field.
    init(_ document: JSONValue, lexicon: inout Lexicon) throws(LexiconFaults) {
        var reader = RulesReader(document: document, tokenizer: lexicon.tokenizer, classes: lexicon.classes)
        reader.readClasses()
        var starts = PatternBook()
        for (place, name) in ["asks", "rhetorical", "conditions"].enumerated() {
            reader.add(document["questions"][name], "questions.\(name)", payload: place, to: &starts)
        }
        questions = QuestionFinder(starts: starts, leads: reader.words(document["questions"]["leads"].string ?? ""))
        var book = PatternBook()
        var names: [String] = []
        for (place, intent) in (document["intents"].array ?? []).enumerated() {
            names.append(intent["intent"].string ?? "")
            reader.add(intent["phrases"], "intents[\(place)].phrases", payload: place, to: &book)
        }
        (intents, intentNames) = (book, names)
        var (phrases, exceptions) = (PatternBook(), PatternBook())
        var found: [TriggerRule] = []
        for (place, trigger) in (document["triggers"].array ?? []).enumerated() {
            let id = trigger["id"].string ?? ""
            if found.contains(where: { $0.id == id }) {
                reader.faults.add("triggers[\(place)].id", "`\(id)` stands there twice; each id is one rule's.")
            }
            found.append(
                TriggerRule(
                    id: id, kind: trigger["kind"].string ?? "", severity: trigger["severity"].string ?? "medium",
                    speakers: trigger["speakers"].array.map { Set($0.compactMap(\.string)) }))
            reader.add(trigger["phrases"], "triggers[\(place)].phrases", payload: place, to: &phrases)
            reader.add(trigger["unless"], "triggers[\(place)].unless", payload: place, to: &exceptions)
        }
        (triggers, triggerExceptions, triggerRules) = (phrases, exceptions, found)
        var (promised, excepted) = (PatternBook(), PatternBook())
        reader.add(document["promises"]["phrases"], "promises.phrases", payload: 0, to: &promised)
        reader.add(document["promises"]["unless"], "promises.unless", payload: 0, to: &excepted)
        (promises, promiseExceptions) = (promised, excepted)
        let clock = (document["promises"]["dayEnds"].string ?? "17:00").split(separator: ":").compactMap { Int($0) }
        dayEndsMinutes = clock.count == 2 ? clock[0] * 60 + clock[1] : 1_020
        stopWords = Set((document["stopWords"].string ?? "").split(separator: " ").map(String.init))
        lexicon.tokenizer = reader.tokenizer
        lexicon.weights += Array(
            repeating: 0, count: max(0, reader.tokenizer.vocabulary.count - lexicon.weights.count))
        if !reader.faults.problems.isEmpty { throw reader.faults }
    }
}

/// Reads the parts of a rules document, and gathers what is wrong with them.
private struct RulesReader {
    let document: JSONValue
    var tokenizer: Tokenizer
    var classes: [String: Set<Int32>]
    var faults = LexiconFaults()

    mutating func readClasses() {
        for member in document["classes"].object?.members ?? [] {
            var numbers: Set<Int32> = []
            for entry in (member.value.string ?? "").split(separator: " ") {
                guard let forms = Inflection.forms(of: entry.lowercased()) else {
                    faults.add(
                        "classes.\(member.name)", "`\(entry)` has an unknown form; `/v`, `/a` and `/n` are known.")
                    continue
                }
                for form in forms { numbers.insert(tokenizer.vocabulary.number(adding: form)) }
            }
            classes[member.name] = numbers
        }
    }

    mutating func words(_ list: String) -> Set<Int32> {
        Set(list.split(separator: " ").map { tokenizer.vocabulary.number(adding: String($0)) })
    }

    mutating func add(_ phrases: JSONValue, _ field: String, payload: Int, to book: inout PatternBook) {
        for (line, phrase) in (phrases.array ?? []).enumerated() {
            do {
                try book.add(phrase.string ?? "", payload: payload, classes: classes, tokenizer: &tokenizer)
            } catch {
                faults.add("\(field)[\(line)]", error.reason)
            }
        }
    }
}

extension Rules {
    /// The shape of the document.
    package static let schema: Schema = .object([
        .optional(
            "classes", .map(of: .string(min: 1, max: 4_000), max: 200), "Words that a phrase may name as `{name}`."),
        .required(
            "questions",
            .object([
                .optional("leads", .string(max: 2_000), "Words that may stand before a question."),
                .optional("asks", phrases), .optional("rhetorical", phrases), .optional("conditions", phrases),
            ]),
            "How sentences begin that ask, that only sound like it (`why has nobody called`), and that speak of what might be."
        ),
        .required(
            "intents",
            .array(
                of: .object([.required("intent", name), .required("phrases", phrases)]), max: 200),
            "What a caller may want; of several the one with the most words found counts."),
        .required(
            "triggers",
            .array(
                of: .object([
                    .required("id", name), .required("kind", name),
                    .required("severity", .enumeration(["low", "medium", "high", "critical"])),
                    .optional(
                        "speakers", .array(of: .enumeration(["caller", "agent", "ai", "system"]), min: 1, max: 4),
                        "Whose words it listens to; everybody's, unless told."),
                    .required("phrases", phrases),
                    .optional("unless", phrases, "Found in the same sentence, it does not fire."),
                ]), max: 300), "What is told at once when it is said."),
        .required(
            "promises",
            .object([
                .optional(
                    "dayEnds", .string(pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", saying: "a time such as 17:00"),
                    "When a day ends for what is promised by that day; 17:00 unless told."),
                .required("phrases", phrases), .optional("unless", phrases),
            ]), "How somebody says that something will be done."),
        .optional("stopWords", .string(max: 20_000), "Words that are never keywords."),
    ])

    private static let phrases: Schema = .array(of: .string(min: 1, max: 2_000), max: 2_000)
    private static let name: Schema = .string(
        min: 1, max: 60, pattern: "^[a-z][a-z0-9_-]*$", saying: "lower-case letters, digits, `-` and `_`")
}
