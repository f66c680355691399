import Analysis
import Calls
import ModuleKit

/// What is found out while a call goes on, in the transaction that keeps the words.
struct LiveAnalysis: Sendable {
    let book: AnalyserBook
    /// A company's time zone, as an IANA name.
    let zone: @Sendable (CompanyID) -> String

    var reactions: [Reaction] {
        [
            .within(TranscriptEvent.self) { event, tx in try hear(event, in: tx) },
            .within(CallEvent.self) { event, tx in if event.type == CallEvent.ended { try end(event.call.id, in: tx) }
            },
            .within(TranscriptRedacted.self) { event, tx in try forget(event, in: tx) },
        ]
    }

    /// The clock on a company's wall.
    func wall(of company: CompanyID) -> WallZone { book.wall(zone(company)) }

    private func hear(_ event: TranscriptEvent, in tx: Transaction) throws {
        // What another version has said already says nothing more, and words that are gone say nothing.
        guard event.shown, event.text != Segment.redacted else { return }
        let analyser = try book.writersAnalyser(in: tx)
        guard analyser.reads(event.language) else { return }
        let at = event.spokenAt ?? Timestamp(milliseconds: tx.now)
        guard event.final, let id = event.segment else {
            // Of what is still being heard, only what cannot wait.
            let found = analyser.triggers(in: event.text, speaker: event.speaker.rawValue)
            if !found.isEmpty { try fire(found, on: event, at: at, in: tx) }
            return
        }
        let context = TextContext(speaker: event.speaker.rawValue, at: at, zone: wall(of: tx.company))
        let verdict = SegmentVerdict(
            id, source: TranscriptSource(rawValue: event.source), at: at, speaker: event.speaker, text: event.text,
            analysis: analyser.analyse(event.text, context))
        let known = try VerdictStore.standing(of: event.call, in: tx)
        var call: Call?
        if known == nil || known?.isOver == true || !verdict.analysis.promises.isEmpty {
            call = try CallService.find(event.call.wire, in: tx)
        }
        let standing = known ?? CallStanding(run: 1, revision: 0, isOver: call?.isOpen == false)
        if known == nil { try VerdictStore.set(standing, of: event.call, in: tx) }
        try VerdictStore.put(verdict, of: event.call, run: standing.run, in: tx)
        if !verdict.analysis.triggers.isEmpty { try fire(verdict.analysis.triggers, on: event, at: at, in: tx) }
        guard let call else { return }
        for promise in try PromiseStore.made(in: verdict, text: event.text, call: call, tx) {
            try PromiseStore.insert(promise, in: tx)
        }
        if standing.isOver {
            try InsightsUpdated.publish(.late, of: call, from: standing, figures: false, in: tx)
        }
    }

    /// Tells of rules that have not fired in this call before.
    private func fire(
        _ found: [TriggerFinding], on event: TranscriptEvent, at: Timestamp, in tx: Transaction
    ) throws {
        let utf8 = Array(event.text.utf8)
        for finding in found {
            let provenance = finding.finding.provenance
            let trigger = FiredTrigger(
                rule: finding.rule, kind: finding.kind, severity: finding.severity,
                text: TextAnalysis.cut(finding.finding.span, utf8), speaker: event.speaker, segment: event.segment,
                version: provenance.version, confidence: provenance.confidence, at: at)
            guard try TriggerStore.insert(trigger, of: event.call, in: tx) else { continue }
            let call = try CallService.find(event.call.wire, in: tx)
            var told = TriggerFired(
                call: call.id, rule: trigger.rule, kind: trigger.kind, severity: trigger.severity, text: trigger.text,
                speaker: trigger.speaker, segment: trigger.segment, method: FiredTrigger.method,
                version: trigger.version, confidence: trigger.confidence)
            told.contact = call.contact
            told.line = call.line
            let isGrave = trigger.severity == "high" || trigger.severity == "critical"
            let offset = try tx.publish(told, on: call.topics + (isGrave ? [.admin] : []))
            try TriggerStore.note(offset: offset, of: trigger.rule, in: call.id, tx)
        }
    }

    private func end(_ id: CallID, in tx: Transaction) throws {
        // Of most calls nobody has kept a word.
        guard var standing = try VerdictStore.standing(of: id, in: tx), !standing.isOver else { return }
        standing.isOver = true
        try InsightsUpdated.publish(.ended, of: try CallService.find(id.wire, in: tx), from: standing, in: tx)
    }

    /// Makes what was found in words that are gone be gone as well, and reads what is left of them anew.
    private func forget(_ event: TranscriptRedacted, in tx: Transaction) throws {
        let changed = Set(event.segments.map(\.segment))
        try TriggerStore.forgetWords(of: event.call, saidIn: changed, as: Segment.redacted, in: tx)
        try ModelVerdictStore.removeQuotes(of: event.call, in: tx)
        try PromiseStore.removeModels(of: event.call, in: tx)
        guard let standing = try VerdictStore.standing(of: event.call, in: tx) else { return }
        let call = try CallService.find(event.call.wire, in: tx)
        let analyser = try book.writersAnalyser(in: tx)
        let shown = try TranscriptVersionStore.versions(of: call.id, in: tx).first { $0.shown }?.source
        for segment in try TranscriptStore.everything(of: call.id, in: tx) where changed.contains(segment.id) {
            try VerdictStore.remove(segment.id, of: call.id, upTo: standing.run, in: tx)
            try PromiseStore.remove(saidIn: segment.id, of: call.id, in: tx)
            guard segment.text != Segment.redacted, segment.source == shown else { continue }
            try keep(
                SegmentVerdict(segment, by: analyser, zone: wall(of: tx.company)), text: segment.text, of: call,
                run: standing.run, in: tx)
        }
        try InsightsUpdated.publish(.redacted, of: call, from: standing, in: tx)
    }

    /// Writes what an utterance says, with its promises.
    func keep(_ verdict: SegmentVerdict, text: String, of call: Call, run: Int64, in tx: Transaction) throws {
        try VerdictStore.put(verdict, of: call.id, run: run, in: tx)
        for promise in try PromiseStore.made(in: verdict, text: text, call: call, tx) {
            try PromiseStore.insert(promise, in: tx)
        }
    }
}

extension SegmentVerdict {
    /// Analyses an utterance that is kept.
    init(_ segment: Segment, by analyser: Analyser, zone: WallZone) {
        let context = TextContext(speaker: segment.speaker.rawValue, at: segment.at, zone: zone)
        self.init(
            segment.id, source: segment.source, at: segment.at, speaker: segment.speaker, text: segment.text,
            analysis: analyser.analyse(segment.text, context))
    }
}
