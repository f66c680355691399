import Reactor
import Testing

@testable import Support
@testable import switchboard

/// The demo and the simulator against each other, as a newcomer runs them.
@Suite(.timeLimit(.minutes(10))) struct DemoRunTests {
    @Test func everyStoryRunsThroughAndCallersSpeakWithTheDemosAgent() async throws {
        var options = TestOptions()
        options.flags = ["--outbound-allow", "127.0.0.1"]
        try await withServer(options) { server in
            let agent = try DemoAgent()
            let group = try EventLoopGroup(count: 1)
            let file = try await DemoSetup(services: server.running.services, agent: agent, folder: server.data)
                .run(servingAt: server.url)
            let demo = server.tenant(token: file.token)
            // Neither gives up early on a machine with much else to do.
            try await server.json(
                .put, "/api/media/agent",
                ["url": .string(agent.url), "secret": .string(agent.secret), "timeoutMs": 30_000], as: demo,
                expecting: 200)
            var run = SimulateCommand.Options(
                url: file.url, token: file.token, accountSid: file.accountSid, authToken: file.authToken,
                voiceURL: file.hook("voice"), statusURL: file.hook("status"), number: file.number, rate: 1_000,
                calls: 60, seconds: .infinity, warp: 100_000, seed: 5)
            run.patience = .seconds(300)
            let (figures, _) = try await Simulation(run, on: group).run()
            #expect(figures.failures == 0, "\(figures.samples)")
            let assisted = figures.courses[.assisted] ?? 0
            #expect(assisted > 2)
            let spoken = try await server.get("/api/transcripts/search?q=goodbye&speaker=ai", as: demo)
            #expect(spoken["data"].array?.count == assisted)
            await agent.stop()
            await group.stop(within: .seconds(1))
        }
    }

    @Test func whomTheDemosCompanyDidNotReachHasNotAnswered() async throws {
        try await withServer { server in
            let agent = try DemoAgent()
            let file = try await DemoSetup(services: server.running.services, agent: agent, folder: server.data)
                .run(servingAt: server.url)
            let demo = server.tenant(token: file.token)
            var outcomes: Set<String> = []
            for contact in try await server.get("/api/crm/contacts?limit=60", as: demo)["data"].array ?? [] {
                let path = "/api/crm/contacts/\(contact["id"].string ?? "")/timeline?kinds=call"
                for call in try await server.get(path, as: demo)["data"].array ?? []
                where call["title"] == "Not reached" {
                    outcomes.insert(call["data"]["outcome"].string ?? "")
                }
            }
            #expect(!outcomes.isEmpty && !outcomes.contains("answered"))
            await agent.stop()
        }
    }
}
