import Calls
import Domain
import JSON
import Support
import Testing

/// A company with one of everything, each with a word in it that nobody else has.
struct Acme: Sendable {
    /// Stands in every text of the company's.
    static let word = "Zanzibar"
    static let number = "+12025550143"
    /// Stands where a number is told: seconds of a call, and what a contact is worth.
    static let sum = "171717"

    let values: [String: String]
    /// Every id that the company's own replies show, and the word.
    let marks: Set<String>

    /// Fills the server's company.
    static func make(on server: TestServer) async throws -> Acme {
        let account = server.company.account.wire
        try await server.json(.patch, "/api/companies/current", ["name": "\(word) Inc"], expecting: 200)
        try await server.json(.patch, "/api/provider-accounts/\(account)", ["title": "\(word) trunk"], expecting: 200)
        try await server.json(
            .put, "/api/provider-accounts/\(account)/login", ["user": .string(word), "secret": "no secret"],
            expecting: 200)
        let line = try await server.post(
            "/api/lines", ["account": .string(account), "number": "+14155550119", "name": "\(word) desk"],
            expecting: 201)
        try await server.post(
            "/api/crm/fields", ["key": "level", "label": "\(word) level", "type": "text", "indexed": true],
            expecting: 201)
        let contact = try await server.post(
            "/api/crm/contacts",
            [
                "fields": ["level": .string(word)],
                "name": "\(word) Obi", "email": "zanzibar@example.com", "business": "\(word) Ltd",
                "notes": "\(word) note",
                "actualValue": ["amount": 171_717, "currency": "USD"], "tags": ["\(word)-tag"],
                "numbers": [["number": .string(number)]],
            ], expecting: 201)
        let user = try await server.post(
            "/api/users", ["email": "user.zanzibar@example.com", "name": "\(word) User", "role": "agent"],
            expecting: 201)
        let key = try await server.post("/api/keys", ["name": "\(word) key", "role": "viewer"], expecting: 201)

        try await ownAnalysis(on: server)
        try await server.json(
            .put, "/api/hours",
            [
                "timeZone": "Africa/Lagos", "weekly": [["day": "monday", "from": "09:00", "to": "17:00"]],
                "serviceLevelMinutes": 30, "team": "\(word) team",
            ], expecting: 200)
        let team = try await agents(
            user["data"]["user"]["id"].string ?? "", line["data"]["id"].string ?? "", on: server)
        try await ownModel(on: server)
        try await ownPrograms(on: server)

        let id = { (made: JSONValue) in made["data"]["id"].string ?? made["data"]["user"]["id"].string ?? "" }
        _ = try await server.twilio("voice", TestServer.ringing("CAzanzibar"))
        try await server.json(.post, "/api/calls/CAzanzibar/claim", nil, expecting: 200)
        try await server.post("/api/calls/CAzanzibar/hand-over", ["target": .string(team), "note": "\(word) waits"])
        _ = try await server.twilio(
            "transcription", TestServer.transcript("\(word) words", of: "CAzanzibar", sequence: 1))
        try await server.post(
            "/api/calls/CAzanzibar/transcript/versions",
            ["source": "own", "quality": 1, "segments": [["speaker": "agent", "text": "\(word) too", "sequence": 1]]],
            expecting: 201)
        try await server.post(
            "/api/calls/CAzanzibar/transcript/redactions",
            ["fromMs": 500_000_000, "toMs": 500_000_001, "reason": "\(word) secret"], expecting: 201)
        _ = try await server.twilio("recording", TestServer.recording("REzanzibar", of: "CAzanzibar"))
        try await server.post(
            "/api/contact-lookup/live-call-update",
            [
                "callSid": "CAzanzibar", "note": "\(word) remark", "sentiment": "\(word) mood",
                "intent": "\(word) wish",
            ])
        _ = try await server.twilio("status", TestServer.status("CAzanzibar", "completed", duration: 60))
        _ = try await server.twilio("voice", TestServer.ringing("CAzanzibar2", status: "ringing"))
        _ = try await server.twilio("voice", TestServer.ringing("CA0"), signedWith: "nonsense that is no secret")

        let call = try await server.get("/api/calls/CAzanzibar")["data"]["call"].string ?? ""
        try await server.database.write(server.company.id) { tx in
            _ = try CostStore.note(
                call: CallID(wire: call) ?? CallID(0), kind: .telephony, amountMillionths: 171_717, currency: "USD",
                reference: "CAzanzibar", in: tx)
        }
        let recording = try await server.get("/api/crm/recordings")["data"][0]["recording"].string ?? ""
        let segment = try await server.get("/api/crm/call-transcript/CAzanzibar")["data"]["segments"][0]["id"]
        _ = try await server.twilio(
            "message",
            [("MessageSid", "SMzanzibar"), ("From", number), ("To", "+14155550119"), ("Body", "\(word) please")])
        let message = try await server.get("/api/messages")["data"][0]["id"].string ?? ""
        let obligation = try await server.get("/api/obligations")["data"][0]["id"].string ?? ""
        // Before the files that an erasure withdraws.
        let gone = try await server.post("/api/crm/contacts", ["name": .string("\(word) gone")], expecting: 201)
        try await server.post(
            "/api/crm/contacts/\(gone["data"]["id"].string ?? "")/erase", ["confirm": "erase"])
        let export = try await server.post("/api/crm/exports", ["what": "contacts"], expecting: 201)
        try await server.makeExports()
        let (task, noted) = try await work(on: server, with: id(contact))
        try await figures(of: id(contact), id(line), on: server)
        let imported = try await imported(on: server)
        let template = try await writing(on: server, to: contact["data"]["id"].string ?? "")
        let (endpoint, delivery) = try await posting(on: server)
        let (duplicate, merge) = try await twice(on: server)
        let view = try await server.post("/api/crm/views", ["name": "\(word) list", "shared": true], expecting: 201)
        let firm = contact["data"]["business"]["id"].string ?? ""
        let topics = "presence,calls,calls/\(call),contacts,contacts/\(id(contact)),lines/\(id(line)),admin"
        let values: [String: String] = [
            "contacts": id(contact), "contact": id(contact), "lines": id(line), "line": id(line), "users": id(user),
            "user": id(user), "keys": id(key), "fields": "level", "businesses": firm, "contactCompanyId": firm,
            "tasks": task, "interactions": noted,
            "obligations": obligation, "owner": id(user),
            "companies": server.company.id.wire,
            "provider-accounts": account,
            "account": account, "provider": "twilio", "hook": "voice", "answers": "x", "secret": "a-secret-in-the-path",
            "ticket": "x",
            "views": id(view), "duplicates": duplicate, "merges": merge, "other": id(contact),
            "calls": call, "messages": message, "message": message, "message-templates": template, "template": template,
            "webhook-endpoints": endpoint, "webhook-deliveries": delivery,
            "call": call,
            "callSid": "CAzanzibar",
            "conversationId": "CAzanzibar", "segment": segment.string ?? "", "phoneNumber": number, "number": number,
            "imports": imported, "exports": id(export), "reactions": "insights.model", "q": word,
            "assets": "index.html",
            "part": "x",
            "recording": recording, "recordings": recording, "company": server.company.id.wire,
            "teams": team, "presence": id(user), "members": id(user), "target": id(user), "targets": id(user),
            "team": team, "stages": "zanzibar", "stage": "zanzibar", "before": id(contact),
            "topics": topics,
        ]
        var marks: Set = [word, sum]
        for path in shown(values) {
            let ids = try await server.get(path).texts.flatMap {
                $0.matches(of: /\b[a-z]{3}_[0-9a-z]{6,}/).map { String($0.0) }
            }
            marks.formUnion(ids)
        }
        return Acme(values: values, marks: marks)
    }

    /// A pipeline with the contact in it, dispositions, and a call that was long and long ago.
    private static func figures(of contact: String, _ line: String, on server: TestServer) async throws {
        try await server.json(
            .put, "/api/pipeline/stages",
            ["stages": [["key": "zanzibar", "label": .string("\(word) stage"), "kind": "open"]]], expecting: 200)
        try await server.json(.put, "/api/pipeline/contacts/\(contact)", ["stage": "zanzibar"], expecting: 200)
        let tree: JSONValue = ["required": false, "tree": [["key": "zanzibar", "label": .string("\(word) sold")]]]
        for path in ["/api/dispositions", "/api/lines/\(line)/dispositions"] {
            try await server.json(.put, path, tree, expecting: 200)
        }
        let long = Timestamp(milliseconds: Timestamp.now().milliseconds - 5 * 86_400_000)
        try await server.post(
            "/api/crm/calls",
            ["direction": "inbound", "at": .string(long.rfc3339), "number": .string(number), "durationSec": 171_717],
            expecting: 201)
    }

    /// What the company writes by, and what its contact wants; the template's id.
    private static func writing(on server: TestServer, to contact: String) async throws -> String {
        try await server.json(
            .put, "/api/crm/contacts/\(contact)/consents",
            [
                "consents": [
                    ["channel": "sms", "purpose": "service", "state": "granted", "note": .string("\(word) form")]
                ]
            ], expecting: 200)
        try await server.json(
            .put, "/api/messaging/quiet-hours",
            [
                "windows": [
                    ["name": .string("\(word) night"), "from": "22:00", "until": "06:00", "purposes": ["marketing"]]
                ]
            ], expecting: 200)
        let template: JSONValue = [
            "name": .string("\(word) greeting"), "channel": "sms", "language": "en", "text": .string("\(word) greets"),
        ]
        return try await server.post("/api/message-templates", template, expecting: 201)["data"]["id"].string ?? ""
    }

    /// Where its events go, which is nowhere, and one that did not get there.
    private static func posting(on server: TestServer) async throws -> (endpoint: String, delivery: String) {
        let endpoint = try await server.post(
            "/api/webhook-endpoints", ["url": .string("https://127.0.0.1:9/\(word)"), "events": ["*"]], expecting: 201)
        let id = endpoint["data"]["id"].string ?? ""
        let test = try await server.json(.post, "/api/webhook-endpoints/\(id)/test", nil, expecting: 200)
        return (id, test["data"]["id"].string ?? "")
    }

    /// What is to be done for a contact, what was noted of it, and what it is scored by; the task and the note.
    private static func work(on server: TestServer, with contact: String) async throws -> (String, String) {
        try await server.json(
            .put, "/api/crm/score-rules",
            ["rules": [["rule": .string(word), "points": 5, "when": ["fact": "number"]]]], expecting: 200)
        let task = try await server.post(
            "/api/tasks", ["title": "\(word) errand", "contact": .string(contact)], expecting: 201)
        let noted = try await server.post(
            "/api/crm/contacts/\(contact)/interactions", ["kind": "note", "summary": "\(word) came by"],
            expecting: 201)
        return (task["data"]["id"].string ?? "", noted["data"]["id"].string ?? "")
    }

    /// Four contacts of one address, two of whom were joined; one pair of them, and the merge.
    private static func twice(on server: TestServer) async throws -> (duplicate: String, merge: String) {
        var ids: [String] = []
        for number in 1...4 {
            let body: JSONValue = ["name": .string("\(word) \(number)"), "email": "twice.zanzibar@example.com"]
            ids.append(try await server.post("/api/crm/contacts", body, expecting: 201)["data"]["id"].string ?? "")
        }
        let merge = try await server.post("/api/crm/contacts/\(ids[0])/merge", ["other": .string(ids[1])])
        let pair = try await server.get("/api/crm/duplicates")["data"][0]["id"]
        return (pair.string ?? "", merge["data"]["merge"].string ?? "")
    }

    /// A file that somebody has brought in, with something wrong in it; the import.
    private static func imported(on server: TestServer) async throws -> String {
        let response = try await server.client.post(
            "/api/crm/imports/contacts", Array("name,email\n\(word) Eze,\(word)\n".utf8), type: "text/csv",
            headers: [("Authorization", "Bearer \(server.company.token)")])
        return try JSONParser.parse(response.body)["data"]["id"].string ?? ""
    }

    /// A lexicon and rules of the company's own: whatever has its word in it is a trigger and a promise.
    private static func ownAnalysis(on server: TestServer) async throws {
        try await server.json(
            .put, "/api/analysis/lexicon", ["words": [["weight": 1, "words": .string(word)]], "phrases": []],
            expecting: 200)
        try await server.json(
            .put, "/api/analysis/rules",
            [
                "questions": [:], "intents": [], "promises": ["phrases": [.string(word)]],
                "triggers": [["id": "ours", "kind": "ours", "severity": "low", "phrases": [.string(word)]]],
            ], expecting: 200)
    }

    /// Somebody who was away and is there, the only one of a team, at which the line's calls ring.
    ///
    /// - Returns: The team.
    private static func agents(_ user: String, _ line: String, on server: TestServer) async throws -> String {
        try await server.json(.put, "/api/presence/reasons", ["reasons": [.string(word)]], expecting: 200)
        for state: JSONValue in [["state": "away", "reason": .string(word)], ["state": "available"]] {
            try await server.json(.put, "/api/presence/\(user)", state, expecting: 200)
        }
        let team = try await server.post(
            "/api/teams", ["name": "\(word) team", "members": [.string(user)]], expecting: 201)
        let id = team["data"]["id"].string ?? ""
        try await server.json(.put, "/api/lines/\(line)/routing", ["targets": [.string(id)]], expecting: 200)
        return id
    }

    /// A language model that cannot be asked, so that what waits for it waits for ever.
    private static func ownModel(on server: TestServer) async throws {
        try await server.json(
            .put, "/api/analysis/model",
            ["base": "https://127.0.0.1:9", "model": "\(word)-1", "jobs": ["summary"]], expecting: 200)
    }

    /// A recogniser and an agent at addresses with its word in them.
    private static func ownPrograms(on server: TestServer) async throws {
        for (kind, scheme) in [("recogniser", "wss"), ("agent", "https")] {
            try await server.json(
                .put, "/api/media/\(kind)",
                ["url": .string("\(scheme)://example.com/\(word)"), "secret": "sixteen letters x"], expecting: 200)
        }
    }

    /// Where the company reads what it has.
    private static func shown(_ values: [String: String]) -> [String] {
        let (contact, call) = (values["contact"] ?? "", values["call"] ?? "")
        let endpoint = values["webhook-endpoints"] ?? ""
        return [
            "/api/crm/contacts", "/api/crm/contacts/\(contact)/interactions", "/api/crm/call-history",
            "/api/calls/\(call)",
            "/api/calls/CAzanzibar2", "/api/crm/call-transcript/\(call)", "/api/lines", "/api/users", "/api/keys",
            "/api/provider-accounts", "/api/companies/current", "/api/audit",
            "/api/crm/recordings", "/api/crm/imports", "/api/obligations", "/api/teams", "/api/tasks",
            "/api/webhook-endpoints",
            "/api/webhook-endpoints/\(endpoint)/deliveries", "/api/crm/exports", "/api/crm/views",
            "/api/crm/duplicates",
            "/api/crm/merges", "/api/privacy/erasures",
        ]
    }
}
