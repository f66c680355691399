import Analysis
import Calls
import ModuleKit

/// Where a call stands.
struct CallStanding: Sendable {
    /// The newest analysis, from 1.
    var run: Int64
    /// Counts what subscribers were told.
    var revision: Int64
    /// The revision of the newest change of its words.
    var wordsRevision: Int64 = 0
    var isOver: Bool
}

/// One utterance with what was found in it.
struct SegmentVerdict: Sendable {
    var segment: SegmentID
    var source: TranscriptSource
    var at: Timestamp
    var speaker: Speaker
    var utterance: UtteranceVerdict
    var analysis: TextAnalysis

    /// Takes what was found in an utterance.
    init(
        _ segment: SegmentID, source: TranscriptSource, at: Timestamp, speaker: Speaker, text: String,
        analysis: TextAnalysis
    ) {
        self.segment = segment
        self.source = source
        self.at = at
        self.speaker = speaker
        self.analysis = analysis
        utterance = UtteranceVerdict(analysis, of: text, speaker: speaker.rawValue)
    }

    fileprivate init(_ row: Row) throws {
        segment = SegmentID(row.int64(0))
        source = TranscriptSource(rawValue: row.string(1))
        at = Timestamp(milliseconds: row.int64(2))
        speaker = try row.value(3)
        analysis = try TextAnalysis(
            sentiment: SentimentVerdict(label: try row.value(4), score: row.double(5), confidence: row.double(6)),
            intent: (row.string(7), row.double(8)), language: (row.string(9), row.double(10)),
            versions: row.string(15), packedFindings: row.string(14))
        utterance = UtteranceVerdict(
            speaker: speaker == .unknown ? nil : speaker.rawValue, sentiment: analysis.sentiment,
            intent: row.string(7), intentConfidence: row.double(8), language: row.string(9),
            languageConfidence: row.double(10), words: row.int(11), questions: row.int(12), tells: row.bool(13))
    }
}

/// Every SQL statement on what utterances say.
enum VerdictStore {
    /// The most utterances of a call that its own verdict is made of.
    static let mostSegments = 5_000

    static func standing(of call: CallID, in tx: Transaction) throws -> CallStanding? {
        try tx.first(
            """
            SELECT run, revision, words_revision, is_over FROM insights_calls
            WHERE company_id = \(tx.company) AND call_id = \(call)
            """
        ) { row in
            CallStanding(
                run: row.int64(0), revision: row.int64(1), wordsRevision: row.int64(2), isOver: row.bool(3))
        }
    }

    /// Adds a call, or notes where it stands now.
    static func set(_ standing: CallStanding, of call: CallID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO insights_calls (company_id, call_id, run, revision, words_revision, is_over)
            VALUES (\(tx.company), \(call), \(standing.run), \(standing.revision), \(standing.wordsRevision),
                    \(standing.isOver))
            ON CONFLICT (company_id, call_id) DO UPDATE SET run = excluded.run, revision = excluded.revision,
                words_revision = excluded.words_revision, is_over = excluded.is_over
            """)
    }

    /// Adds what an utterance says, or puts it in the place of what it said before.
    static func put(_ verdict: SegmentVerdict, of call: CallID, run: Int64, in tx: Transaction) throws {
        let (analysis, utterance) = (verdict.analysis, verdict.utterance)
        try tx.execute(
            """
            INSERT INTO insights_segments (company_id, call_id, run, segment_id, source, at, speaker, mood, score,
                mood_confidence, intent, intent_confidence, language, language_confidence, words, questions, tells,
                findings, versions)
            VALUES (\(tx.company), \(call), \(run), \(verdict.segment), \(verdict.source), \(verdict.at),
                \(verdict.speaker), \(analysis.sentiment.label.rawValue), \(analysis.sentiment.score),
                \(analysis.sentiment.confidence), \(utterance.intent), \(utterance.intentConfidence),
                \(utterance.language), \(utterance.languageConfidence), \(utterance.words), \(utterance.questions),
                \(utterance.tells), \(analysis.packedFindings), \(analysis.versions))
            ON CONFLICT (company_id, call_id, run, segment_id) DO UPDATE SET source = excluded.source,
                at = excluded.at, speaker = excluded.speaker, mood = excluded.mood, score = excluded.score,
                mood_confidence = excluded.mood_confidence, intent = excluded.intent,
                intent_confidence = excluded.intent_confidence, language = excluded.language,
                language_confidence = excluded.language_confidence, words = excluded.words,
                questions = excluded.questions, tells = excluded.tells, findings = excluded.findings,
                versions = excluded.versions
            """)
    }

    /// What the utterances of one version of the transcript say by one run, in the order they were spoken.
    static func verdicts(of call: CallID, run: Int64, source: TranscriptSource, in tx: Transaction) throws
        -> [SegmentVerdict]
    {
        try tx.rows(
            select + """
                WHERE company_id = \(tx.company) AND call_id = \(call) AND run = \(run) AND source = \(source)
                ORDER BY at, segment_id LIMIT \(mostSegments)
                """
        ) { try SegmentVerdict($0) }
    }

    /// Whether a run has verdicts on another version of the transcript.
    static func has(otherThan source: TranscriptSource, of call: CallID, run: Int64, in tx: Transaction) throws -> Bool
    {
        try tx.exists(
            """
            SELECT 1 FROM insights_segments WHERE company_id = \(tx.company) AND call_id = \(call) AND run = \(run)
              AND source <> \(source) LIMIT 1
            """)
    }

    /// Removes what an utterance says by every run: its words are others now.
    static func remove(_ segment: SegmentID, of call: CallID, upTo run: Int64, in tx: Transaction) throws {
        for run in 1...max(1, run) {
            try tx.execute(
                """
                DELETE FROM insights_segments WHERE company_id = \(tx.company) AND call_id = \(call)
                  AND run = \(run) AND segment_id = \(segment)
                """)
        }
    }

    /// An analysis that was made again.
    struct Run: Sendable {
        var run: Int64
        var author: String
        var at: Timestamp
    }

    static func insert(_ run: Run, of call: CallID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO insights_runs (company_id, call_id, run, author, at)
            VALUES (\(tx.company), \(call), \(run.run), \(run.author), \(run.at))
            """)
    }

    /// The newest analyses that were made again, the newest first.
    static func runs(of call: CallID, in tx: Transaction) throws -> [Run] {
        try tx.rows(
            """
            SELECT run, author, at FROM insights_runs WHERE company_id = \(tx.company) AND call_id = \(call)
            ORDER BY run DESC LIMIT 50
            """
        ) { Run(run: $0.int64(0), author: $0.string(1), at: Timestamp(milliseconds: $0.int64(2))) }
    }

    private static let select: SQL = """
        SELECT segment_id, source, at, speaker, mood, score, mood_confidence, intent, intent_confidence, language,
               language_confidence, words, questions, tells, findings, versions FROM insights_segments \u{20}
        """
}
