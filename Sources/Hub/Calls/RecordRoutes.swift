import Accounts
import Directory
import Domain
import JSON
import ModuleKit
import Web

/// Calls as records, over HTTP: the history, a call's page, its note, and calls that are written down by hand.
struct RecordRoutes: Sendable {
    let calls: CallService
    let manual: ManualCalls
    let contacts: CallContactChange
    let idempotency: Idempotency
    /// Who is in a team; nil where there is no such team.
    let members: @Sendable (TeamID, Transaction) throws -> [AgentID]?
    let parts: [CallPart]

    // swift-format-ignore
    var table: [Route] {[
        historyRoute,
        .get   ("/api/crm/calls/:callSid", .callsRead, show)
            .path("callSid", .string(min: 1, max: 255)).returns(CallRecord.schema(parts)).problems(.notFound)
            .summary("All that is known of a call, by our id or a leg's provider id"),
        .post  ("/api/crm/calls", .callsWrite, log).body(ManualCallDraft.self).idempotent
            .returns(Call.schema, status: .created).problems(.notFound, .gone)
            .summary("Write down a call that no provider reports"),
        .patch ("/api/crm/calls/:callSid", .callsWrite, change).path("callSid", .string(min: 1, max: 255))
            .body(ManualCallChange.self).returns(Call.schema).problems(.notFound, .conflict)
            .summary("Change a call that was written down by hand"),
        .delete("/api/crm/calls/:callSid", .callsWrite, remove).path("callSid", .string(min: 1, max: 255))
            .returnsNothing().problems(.notFound, .conflict).summary("Remove a call that was written down by hand"),
        .put   ("/api/calls/:callSid/contact", .callsWrite, putContact).path("callSid", .string(min: 1, max: 255))
            .body(CallContactDraft.self).returns(CallContactChange.Outcome.schema).problems(.notFound, .gone)
            .summary("Say whose call it was, such as another of those who share a number",
                details: """
                    Its line of the history, the obligation that it brought about last, its tasks and its promises go \
                    with it. Said again, it changes nothing; `former` put back takes it back.
                    """),
        .get   ("/api/calls/:callSid/note", .callsRead, showNote).path("callSid", .string(min: 1, max: 255))
            .returns(CallNotes.Page.schema).problems(.notFound).summary("A call's note, and what others wrote before"),
        .put   ("/api/calls/:callSid/note", .callsWrite, writeNote).path("callSid", .string(min: 1, max: 255))
            .body(NoteDraft.self).returns(CallNotes.Page.schema).problems(.notFound, .conflict)
            .summary("Write a call's note, as often as somebody types; whoever watches the call sees it at once",
                details: "409 with the present text when another wrote since the version that was read: nothing is lost."),
    ]}

    private var historyRoute: Route {
        let route = Route.get("/api/crm/call-history", .callsRead, history)
            .paged().returns(
                document: .object([
                    .required("success", .boolean), .required("data", .array(of: Call.schema)),
                    .optional("next", .string()),
                    .optional("partial", .boolean, "The search stopped after 200 ms; `next` goes on from there."),
                ])
            )
            .query("from", .string(format: .dateTime), "Started at or after; RFC 3339.")
            .query("to", .string(format: .dateTime), "Started before; RFC 3339.")
            .query("status", .enumeration(CallStatus.self)).query("direction", .enumeration(CallDirection.self))
            .query("line", .anyOf([.enumeration(["none"]), LineID.schema]))
            .query("agent", .string(min: 1, max: 255), "`me`, `none`, `usr_…`, `key_…`, or the telephone that took it.")
            .query("team", TeamID.schema, "Taken by one of its members.")
            .query("contact", ContactID.schema).problems(.gone)
            .query("number", .string(min: 1, max: 60), "Of the other side, in any form of the company's region.")
            .query("outcome", .string(min: 1, max: 100), "The disposition.")
            .query("sentiment", .string(min: 1, max: 40)).query("intent", .string(min: 1, max: 100))
            .query("q", .string(min: 1, max: 100), "A number; or part of a name, a note, a summary or a disposition.")
            .query("answeredWithinSec", .integer(min: 0, max: 86_400), "Inbound, and taken so soon.")
            .query("weekday", .integer(min: 1, max: 7), "On the company's clock; 1 is Monday.")
            .query("hour", .integer(min: 0, max: 23), "On the company's clock.")
        return CallMark.allCases.reduce(route) { $0.query($1.rawValue, .boolean, $1.doc) }
            .summary("Past and present calls, the one that began last first")
    }

    private func history(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map {
            CallListing.Place(startedAt: Timestamp(milliseconds: try $0.int64(0)), id: CallID(try $0.int64(1)))
        }
        let wanted = try filter(request)
        let team: TeamID? = try request.query.value("team")
        let found = try await calls.database.read(request.company) { [members] tx in
            try ContactDirectory.refuseMerged(wanted.contact, in: tx)
            var filter = wanted
            if let team {
                guard let agents = try members(team, tx) else { throw Problem.notFound("There is no team \(team).") }
                filter.agents = agents
            }
            return try CallListing.page(filter, after: after, limit: page.readLimit, in: tx)
        }
        var (items, next) = page.cut(found.calls) { [.integer($0.startedAt.milliseconds), .integer($0.id.rawValue)] }
        if let place = found.stoppedAt {
            next = KeysetToken(keys: [.integer(place.startedAt.milliseconds), .integer(place.id.rawValue)]).text
            items = found.calls[...]
        }
        var json = JSONWriter(capacity: 4096)
        json.object {
            $0.member("success", true)
            $0.key("data")
            $0.elements(items)
            $0.member("next", next)
            if found.stoppedAt != nil { $0.member("partial", true) }
        }
        return .document(json.bytes)
    }

    private func filter(_ request: Request) throws -> CallFilter {
        let query = request.query
        var filter = CallFilter()
        filter.from = try query.value("from")
        filter.to = try query.value("to")
        filter.status = query("status").flatMap(CallStatus.init)
        filter.direction = query("direction").flatMap(CallDirection.init)
        filter.line = query("line") == "none" ? CallFilter.Owner.none : try query.value("line").map { .one($0) }
        filter.agent =
            switch query("agent") {
            case nil: nil
            case "none"?: CallFilter.Owner.none
            case "me"?: .one(request.author)
            case let agent?: .one(agent)
            }
        filter.contact = try query.value("contact")
        filter.outcome = query("outcome")
        (filter.sentiment, filter.intent) = (query("sentiment"), query("intent"))
        filter.answeredWithinSec = query.int("answeredWithinSec").map { Int64($0) }
        for mark in CallMark.allCases { filter.marks[mark] = query.bool(mark.rawValue) }
        let (weekday, hour) = (query.int("weekday"), query.int("hour"))
        if weekday != nil || hour != nil { filter.weekHour = CallFilter.WeekHour(weekday: weekday, hour: hour) }
        if let text = query("number") {
            guard let number = number(text, request) else {
                throw Problem.invalid("number", "`number` is no telephone number.")
            }
            filter.number = number
        }
        if let text = query("q") {
            let looksLikeNumber = text.utf8.allSatisfy { (48...57).contains($0) || " +-().".utf8.contains($0) }
            if looksLikeNumber, filter.number == nil, let number = number(text, request) {
                filter.number = number
            } else {
                filter.text = text
            }
        }
        return filter
    }

    private func number(_ text: String, _ request: Request) -> PhoneNumber? {
        manual.parser.party(text, region: manual.region(request.company)).number
    }

    private func show(_ request: Request) async throws -> Response {
        let name = request.path("callSid") as String
        return .json(try await calls.database.read(request.company) { try CallRecord(name, parts: parts, in: $0) })
    }

    private func log(_ request: Request) async throws -> Response {
        let (draft, once) = (try request.json(ManualCallDraft.self), try idempotency.key(of: request))
        return try await calls.database.write(request.company) { tx in
            try Once.run(once, in: tx) {
                let call = try manual.log(draft, by: request, in: tx)
                return .created(location: "/api/crm/calls/\(call.id)", data: call)
            }
        }
    }

    private func change(_ request: Request) async throws -> Response {
        .json(
            try await manual.change(request.path("callSid"), try request.json(ManualCallChange.self), by: request))
    }

    private func remove(_ request: Request) async throws -> Response {
        try await manual.remove(request.path("callSid"), by: request)
        return .noContent
    }

    private func putContact(_ request: Request) async throws -> Response {
        .json(
            try await contacts.put(request.path("callSid"), try request.json(CallContactDraft.self), by: request))
    }

    private func showNote(_ request: Request) async throws -> Response {
        let name = request.path("callSid") as String
        return .json(
            try await calls.database.read(request.company) { tx in
                try CallNotes.page(of: try CallService.call(named: name, in: tx).id, in: tx)
            })
    }

    private func writeNote(_ request: Request) async throws -> Response {
        let (name, draft, at) = (request.path("callSid") as String, try request.json(NoteDraft.self), manual.now())
        return .json(
            try await calls.database.write(request.company) { [audit = manual.audit] tx in
                var begins = false
                let id = try CallService.call(named: name, in: tx).id
                let call = try CallService.amend(id, in: tx) { call in
                    begins = try CallNotes.write(
                        draft.text, of: &call, expecting: draft.version ?? 0, by: request.author, at: at, in: tx)
                }
                // Once for each run of an author: the note itself keeps what was written.
                if begins { try audit("call.noted", call.id.wire, [:], request, tx) }
                return try CallNotes.page(of: call.id, in: tx)
            })
    }
}
