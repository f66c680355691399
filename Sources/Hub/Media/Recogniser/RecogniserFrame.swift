import Calls
import JSON

/// What a recogniser says: an utterance, partial or final (`webhooks/README.md`).
struct RecognisedWords: Sendable, Equatable {
    let track: Track
    /// Counts the track's utterances on this connection, from 0; a final has the number of its partials.
    let sequence: Int64
    let isFinal: Bool
    let text: String
    /// From the stream's beginning.
    let startMs: Int64?
    let endMs: Int64?
    let confidence: Double?
    let language: String?

    /// nil: it makes no sense.
    init?(_ message: [UInt8]) {
        guard let json = try? JSONParser.parse(message), let track = json["track"].string.flatMap({ Track($0) }),
            let sequence = json["sequence"].int64, (0...1_000_000).contains(sequence), let text = json["text"].string
        else { return nil }
        self.track = track
        self.sequence = sequence
        self.text = text
        isFinal = json["final"].bool ?? true
        let (start, end) = (json["startMs"].int64, json["endMs"].int64)
        // A day is longer than any call.
        let span = 0...Int64(86_400_000)
        startMs = start.flatMap { span.contains($0) ? $0 : nil }
        endMs = end.flatMap { span.contains($0) ? $0 : nil }
        confidence = json["confidence"].double.flatMap { (0...1).contains($0) ? $0 : nil }
        language = json["language"].string.flatMap { (2...35).contains($0.utf8.count) ? $0 : nil }
    }

    /// As a segment of the call's transcript.
    ///
    /// - Parameters:
    ///   - base: What the connection's numbers begin at.
    ///   - offsetMs: From the call's beginning to the stream's.
    func report(session: String, base: Int64, offsetMs: Int64) -> ProviderEvent.TranscriptReport {
        var report = ProviderEvent.TranscriptReport(
            session: session, sequence: base + sequence, speaker: track.speaker, text: text, final: isFinal)
        report.track = track.name
        report.startMs = startMs.map { $0 + offsetMs }
        report.endMs = endMs.map { max($0, startMs ?? 0) + offsetMs }
        report.confidence = confidence
        report.language = language
        return report
    }
}

/// What the hub says to a recogniser (`webhooks/README.md`).
enum RecogniserSpeech {
    static func start(_ begun: StreamService.Begun) -> String {
        var json = JSONWriter()
        json.object { json in
            json.object("start") { json in
                json.member("call", begun.row.call)
                json.member("stream", begun.row.stream)
                json.member("tracks", Track.allCases.map(\.name))
                json.member("encoding", "mulaw")
                json.member("sampleRate", Int64(8000))
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    static let stop = #"{"stop":true}"#

    /// One byte for the track, four for the milliseconds from the stream's beginning (big-endian), then the samples.
    static func sound(_ piece: HeardSound.Piece) -> [UInt8] {
        let at = UInt32(clamping: piece.atMs)
        let head = [UInt8(piece.track.rawValue)] + stride(from: 24, through: 0, by: -8).map { UInt8(at >> $0 & 255) }
        return head + piece.bytes
    }
}
