import Accounts
import Calls
import Domain
import JSON
import OpenSSL
import Web
import Webhooks

/// Makes what the demo shows, where it is not there yet; run again on the same folder it finds it all.
struct DemoSetup: Sendable {
    let services: Services
    let agent: DemoAgent
    /// Of the data.
    let folder: String

    /// In the range that the North American plan keeps for fiction.
    static let number = "+14155550119"
    static let ownerEmail = "owner@demo.example"

    /// Makes or finds everything, and writes down what is shown.
    func run(servingAt url: String) async throws -> DemoFile {
        var file: DemoFile
        if let known = try DemoFile(in: folder) {
            file = known
            // A key that was revoked, or belongs to a database that is gone, opens nothing any more.
            if services.accounts.gatekeeper.caller(ofToken: file.token) == nil { file = try await make() }
        } else {
            file = try await make()
        }
        if let company = CompanyID(wire: file.company) {
            try await services.media.useAgent(
                agent.url, signedWith: agent.secret, in: company, insteadOf: { $0.hasSuffix(DemoAgent.path) })
        }
        file.url = url
        try file.write(in: folder)
        return file
    }

    private func make() async throws -> DemoFile {
        let password = Random.token(byteCount: 9)
        let access = try await services.accounts.setUpDemo(
            company: NewCompany(name: "Demo Company", slug: "demo"), email: Self.ownerEmail, password: password)
        if access.password == nil {
            try await services.accounts.sessions.setPassword(of: Self.ownerEmail, to: password)
        }
        let company = access.company.id
        try await invite(in: company)
        let (accountSid, authToken) = ("AC\(Hex.encode(Random.bytes(16)))", Hex.encode(Random.bytes(16)))
        var draft = AccountDraft(provider: "twilio", title: "Twilio (demo)", secret: authToken)
        draft.providerAccount = accountSid
        let account = try await services.webhooks.service.create(draft, in: company, by: nil)
        let records = DemoRecords(
            account: account.id, accountSid: accountSid, line: try await line(of: account.id, in: company),
            lineNumber: Self.number, now: services.platform.now())
        try await services.database.write(company) { try records.write(in: $0) }
        return DemoFile(
            token: access.key.secret, company: company.wire, account: account.id.wire, accountSid: accountSid,
            authToken: authToken, number: Self.number, email: Self.ownerEmail, password: password)
    }

    /// The colleagues, who have not accepted their invitations yet.
    private func invite(in company: CompanyID) async throws {
        for (place, agent) in DemoWords.agents.enumerated() {
            let email = "\(agent.name.lowercased().replacing(" ", with: "."))@demo.example"
            guard try await services.accounts.users.find(email: email, in: company) == nil else { continue }
            let user = NewUser(email: email, name: agent.name, role: place == 0 ? .manager : .agent)
            _ = try await services.accounts.users.create(user, in: company)
        }
    }

    private func line(of account: AccountID, in company: CompanyID) async throws -> LineID {
        let lines = try await services.calls.lines.lines(after: nil, limit: 500, in: company)
        if let known = lines.first(where: { $0.number == Self.number }) { return known.id }
        var draft = LineDraft(account: account, number: Self.number, name: "Front desk", region: "US")
        draft.recording = true
        draft.transcription = true
        draft.plan = Self.plan
        return try await services.calls.lines.create(draft, in: company, by: nil).line.id
    }

    /// A greeting, a menu, an agent or the program that speaks, and a message where nobody answers.
    static let plan: JSONValue = [
        "language": "en-US",
        "steps": [
            [
                "id": "menu", "do": "gather", "input": "both", "digits": 1, "timeoutSec": 4, "attempts": 2,
                "say": """
                Thank you for calling Demo Solar. For sales press 1, for support press 2, for our assistant press 3, \
                or stay on the line.
                """,
                "hints": ["sales", "support", "assistant"],
                "choices": [
                    "1": "sales", "sales": "sales", "2": "support", "support": "support", "3": "assistant",
                    "assistant": "assistant",
                ],
                "otherwise": "sales",
            ],
            [
                "id": "support", "do": "dial", "numbers": ["+13125550173", "+13125550174"], "timeoutSec": 20,
                "otherwise": "message", "next": "goodbye",
            ],
            [
                "id": "sales", "do": "dial", "numbers": ["+13125550171", "+13125550172"], "timeoutSec": 20,
                "otherwise": "message", "next": "goodbye",
            ],
            ["id": "assistant", "do": "relay", "next": "goodbye"],
            [
                "id": "message", "do": "voicemail", "maximumSec": 120, "transcribe": true,
                "say": "Everybody is on the phone. Please leave a message after the tone, and we will call you back.",
                "next": "goodbye",
            ],
            ["id": "goodbye", "do": "hangup"],
        ],
    ]
}
