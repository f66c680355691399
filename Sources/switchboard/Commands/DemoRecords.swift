import Calls
import Directory
import Domain
import SQLite

/// Writes the demo's contacts and its year of calls, all in one transaction.
struct DemoRecords: Sendable {
    let account: AccountID
    let accountSid: String
    let line: LineID
    let lineNumber: String
    /// The year ends here.
    let now: Timestamp

    /// Writes everything, unless the company has contacts already.
    func write(in tx: Transaction) throws {
        guard try !tx.exists("SELECT 1 FROM contacts WHERE company_id = \(tx.company) LIMIT 1") else { return }
        let people = DemoPeople.make()
        let contacts = try write(people, in: tx)
        let year = DemoYear(people: people, firstWeekday: firstWeekday)
        for call in year.calls where time(call.second + 7200) < now {
            try CallArchive.add(past(call, people, contacts), in: tx)
        }
        for exchange in year.exchanges where time(exchange.second) < now {
            _ = try InteractionStore.insert(
                Interaction(
                    id: try tx.newID(), contact: contacts[exchange.person],
                    kind: Interaction.Kind(rawValue: exchange.kind) ?? .note, at: time(exchange.second),
                    summary: exchange.summary, outcome: exchange.outcome), in: tx)
        }
    }

    /// The first midnight of the year that ends today.
    private var begin: Timestamp {
        let day = Int64(DemoYear.secondsPerDay) * 1000
        return Timestamp(milliseconds: (now.milliseconds / day - Int64(DemoYear.days - 1)) * day)
    }

    /// 0 is Monday; 1970 began on a Thursday.
    private var firstWeekday: Int { Int(begin.milliseconds / 86_400_000 + 3) % 7 }

    private func time(_ second: Int) -> Timestamp { begin + .seconds(second) }

    // MARK: Contacts

    /// - Returns: The ids, in the people's order.
    private func write(_ people: [DemoPerson], in tx: Transaction) throws -> [ContactID] {
        var ids: [Int: ContactID] = [:]
        for index in people.indices.sorted(by: { people[$0].day < people[$1].day }) {
            let person = people[index]
            let at = time(person.day * DemoYear.secondsPerDay + (person.cameByPhone ? 0 : 8 * 3600 + index))
            ids[index] = try ContactDirectory.create(draft(person), at: at, in: tx).id
        }
        return people.indices.compactMap { ids[$0] }
    }

    private func draft(_ person: DemoPerson) -> ContactDirectory.Draft {
        var draft = ContactDirectory.Draft(source: person.cameByPhone ? "call" : person.day == 0 ? "import" : "manual")
        draft.name = person.name
        draft.email = person.email
        draft.business = person.business
        draft.status = Contact.Status(rawValue: person.status.rawValue) ?? .new
        draft.tags = person.tags
        draft.notes = person.notes
        draft.estimatedValue = money(person.estimated, person)
        draft.actualValue = money(person.actual, person)
        let labels = ["mobile", "office"]
        draft.numbers = zip(person.numbers, labels).map {
            Contact.Number(number: PhoneNumber(e164: $0), label: person.cameByPhone ? nil : $1)
        }
        return draft
    }

    private func money(_ amount: Int?, _ person: DemoPerson) -> Money? {
        amount.map { Money(amount: Int64($0) * 100, currency: person.country.currency) }
    }

    // MARK: Calls

    private func past(_ call: DemoCall, _ people: [DemoPerson], _ contacts: [ContactID]) -> PastCall {
        let ours = Party(raw: lineNumber, kind: .number, number: PhoneNumber(e164: lineNumber))
        let theirs = call.person.map { party(people[$0], call) } ?? Party(raw: "+266696687", kind: .anonymous)
        var past = PastCall(
            account: account, line: line, direction: call.isInbound ? .inbound : .outbound,
            from: call.isInbound ? theirs : ours, to: call.isInbound ? ours : theirs,
            contact: call.person.map { contacts[$0] }, first: firstLeg(call, party: theirs.display))
        if call.isInbound, let leg = agentLeg(call) { past.others = [leg] }
        if call.course == .answered {
            past.answeredAt = time(call.second + call.waitSec)
            past.agent = call.agent.name
        }
        describe(call, &past)
        if call.isRecorded { past.recordings = [recording(call)] }
        if call.isTranscribed { past.transcript = transcript(call) }
        return past
    }

    private func party(_ person: DemoPerson, _ call: DemoCall) -> Party {
        let number = person.numbers[min(call.number, person.numbers.count - 1)]
        return Party(raw: number, kind: .number, number: PhoneNumber(e164: number))
    }

    private func describe(_ call: DemoCall, _ past: inout PastCall) {
        switch call.course {
        case .answered:
            guard let topic = call.topic else { return }
            past.summary = DemoWords.fill(topic.summary, item: call.item, day: call.day)
            past.disposition = topic.outcome
            past.sentiment = topic.sentiment
            past.intent = topic.intent
            past.keywords = topic.keywords
        case .voicemail:
            past.summary = "Left a message: \(message(call))"
            past.disposition = "voicemail"
        case .abandoned: past.disposition = "abandoned"
        case .unanswered, .busy: break
        }
    }

    /// The caller's connection, or that of whom we called.
    private func firstLeg(_ call: DemoCall, party: String) -> PastCall.Leg {
        let end = call.waitSec + call.talkSec
        // The menu and the answering machine take an inbound call; nobody but a person takes an outbound one.
        let taken: Int? =
            switch call.course {
            case .answered: call.isInbound ? min(2, call.waitSec) : call.waitSec
            case .voicemail, .abandoned: 2
            case .unanswered, .busy: nil
            }
        let (status, reason): (CallStatus, EndReason) =
            switch call.course {
            case .answered, .voicemail, .abandoned: (.completed, .normal)
            case .unanswered: call.isInbound ? (.noAnswer, .callerCancel) : (.noAnswer, .timeout)
            case .busy: (.busy, .busy)
            }
        return PastCall.Leg(
            providerCallID: "CA\(call.key)", direction: call.isInbound ? .inbound : .outbound, party: party,
            status: status, reason: reason, startedAt: time(call.second),
            answeredAt: taken.map { time(call.second + $0) },
            endedAt: time(call.second + end))
    }

    /// The agent's connection, where the call got as far as ringing one.
    private func agentLeg(_ call: DemoCall) -> PastCall.Leg? {
        guard call.course == .answered || call.course == .voicemail else { return nil }
        let isAnswered = call.course == .answered
        return PastCall.Leg(
            providerCallID: "CA\(String(call.key.reversed()))", direction: .outbound, party: call.agent.number,
            status: isAnswered ? .completed : .noAnswer, reason: isAnswered ? .normal : .timeout,
            startedAt: time(call.second + min(4, call.waitSec)),
            answeredAt: isAnswered ? time(call.second + call.waitSec) : nil,
            endedAt: time(call.second + call.waitSec + (isAnswered ? call.talkSec : 0)))
    }

    private func recording(_ call: DemoCall) -> PastCall.Sound {
        let id = "RE\(call.key)"
        let base = "https://api.twilio.com/2010-04-01/Accounts/\(accountSid)/Recordings/"
        return PastCall.Sound(
            providerRecordingID: id, url: base + id, durationSec: Int64(call.talkSec),
            channels: call.course == .voicemail ? 1 : 2, source: call.course == .voicemail ? "RecordVerb" : "DialVerb",
            startedAt: time(call.second + call.waitSec))
    }

    private func transcript(_ call: DemoCall) -> [PastCall.Utterance] {
        let lines = call.topic?.lines ?? [message(call)]
        let step = max(1, call.talkSec / (lines.count + 1))
        return lines.enumerated().map { place, line in
            PastCall.Utterance(
                // The agent speaks first; a message is the caller's alone.
                speaker: call.topic != nil && place % 2 == 0 ? .agent : .caller,
                text: DemoWords.fill(line, item: call.item, day: call.day),
                confidence: 0.99 - Double((call.second + place * 7) % 12) / 100,
                at: time(call.second + call.waitSec + place * step))
        }
    }

    private func message(_ call: DemoCall) -> String {
        DemoWords.fill(DemoWords.messages[call.second % DemoWords.messages.count], item: call.item, day: call.day)
    }
}
