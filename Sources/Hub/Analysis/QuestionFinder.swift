/// Tells what asks from what tells, also where a recogniser has set no marks.
struct QuestionFinder: Sendable {
    /// What a sentence is.
    enum Kind: Sendable, Equatable {
        case statement
        /// It asks for something: `can you tell me`.
        case question
        /// It wants no answer: `why has nobody called me`, `can I just say`.
        case rhetorical
        /// It speaks of what might be: `if it breaks`.
        case condition

        /// How much of a weight remains in such a sentence.
        func factor(isPhrase: Bool, weight: Float) -> Float {
            switch self {
            case .statement: 1
            case .question: isPhrase && weight < -2 ? 0.6 : 0.3
            case .rhetorical: isPhrase ? 1 : 0.8
            case .condition: isPhrase ? 0.4 : 0.25
            }
        }
    }

    /// Payloads: 0 asks, 1 is rhetorical, 2 is a condition.
    private let starts: PatternBook
    private let leads: Set<Int32>

    init(starts: PatternBook, leads: Set<Int32>) {
        self.starts = starts
        self.leads = leads
    }

    func kind(of sentence: Sentence, in text: TokenizedText) -> Kind {
        var first = sentence.tokens.lowerBound
        while first < sentence.tokens.upperBound - 1, leads.contains(text.tokens[first].word) { first += 1 }
        let found = starts.matches(text.tokens, in: first..<sentence.tokens.upperBound)
            .filter { $0.tokens.first == first }.map(\.payload)
        if found.contains(1) { return .rhetorical }
        if found.contains(2), !sentence.hasQuestionMark { return .condition }
        return sentence.hasQuestionMark || found.contains(0) ? .question : .statement
    }
}
