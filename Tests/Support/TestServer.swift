import Accounts
import Calls
import Client
import Domain
import Foundation
import HTTP
import JSON
import Obligations
import OpenSSL
import Reactor
import SQLite
import Web
import Webhooks

@testable import switchboard

/// The loop that all clients of a test run share; nil where there are no threads to be had.
private let clientLoops: EventLoopGroup? = try? EventLoopGroup(count: 1)

/// The file as all migrations leave it, made once: most tests take less time than that.
private let emptyDatabase = Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("empty-\(UUID().uuidString).db").path
    defer { try? FileManager.default.removeItem(atPath: path) }  // A leftover in the temporary folder harms nobody.
    try Database(path: path, migrations: Services.migrations).close()
    return try Data(contentsOf: URL(filePath: path))
}

/// Why a test could not be set up.
package struct SetupFailure: Error {
    package let reason: String
}

/// A clock that a test moves.
package final class FixedClock: Sendable {
    private let time: Lock<Timestamp>

    package init(_ start: Timestamp = Timestamp(year: 2026, month: 3, day: 2, hour: 9)) { time = Lock(start) }

    /// What the program reads.
    package func now() -> Timestamp { time.withLock { $0 } }

    /// Lets time pass.
    package func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// How a test wants its server.
package struct TestOptions: Sendable {
    package var clock: FixedClock?
    package var flags: [String] = []
    /// How large the database may grow, in pages of 4 KiB: beyond, the disk counts as full.
    package var maximumPages: Int64?
    /// What writes to people whom somebody texts back.
    package var textBack: TextBack?
    /// What becomes of recordings at providers.
    package var recordings = Recordings.never
    /// Whether providers are asked for their records, and telephone systems listened to, in the background.
    package var asksProviders = false
    /// A PEM file of roots that providers' certificates are checked against, instead of the system's.
    package var trusted: String?
    /// Whether messages leave by themselves; else the test says when.
    package var sendsMessages = false
    /// Whether events are posted to companies' own addresses by themselves; else the test says when.
    package var postsWebhooks = false
    /// Whether files that were ordered are made by themselves; else the test says when.
    package var makesExports = false
    /// Rows that an import writes at once; nil: as many as usual.
    package var rowsPerBatch: Int?
    package init() {}

    /// Whether recordings are fetched: never, when the test says so, or in the background.
    package enum Recordings: Sendable { case never, byHand, always }
}

/// A whole program on a port of its own with a company, its owner's key, a Twilio account, and a line.
package final class TestServer: Wire {
    package let url: String
    package let data: String
    package let company: Tenant
    package let client: HTTPClient
    package let clientLoop: EventLoop
    let running: Running
    /// What still runs of this server's folder: itself, or what it was started again as.
    private let present: Lock<Running?>

    /// A company and how to speak for it.
    package struct Tenant: Sendable {
        package let id: CompanyID
        package let token: String
        package let account: AccountID
        package let authToken: String
        package let number = "+14155550119"

        /// The same company by another account of its own.
        package func at(_ account: String, _ secret: String) -> Tenant {
            Tenant(id: id, token: token, account: AccountID(wire: account) ?? self.account, authToken: secret)
        }
    }

    init(_ running: Running, data: String, company: Tenant, successorOf before: TestServer? = nil) throws {
        self.running = running
        present = before?.present ?? Lock(nil)
        present.withLock { $0 = running }
        self.data = data
        self.company = company
        url = running.url
        clientLoop = try Self.sharedLoop()
        client = try HTTPClient(running.url, on: clientLoop, options: .unhurried)
    }

    static func sharedLoop() throws -> EventLoop {
        guard let loop = clientLoops?.loops.first else { throw SetupFailure(reason: "no client loop") }
        return loop
    }

    /// The rows that the program serves.
    package var routes: [Route] { running.services.routes }

    /// `backup` as the program that serves does it; what it says.
    package func backup(_ words: [String]) async throws -> String {
        try await BackupCommand.perform(words, running.services)
    }

    /// `check` as the program that serves does it: what is wrong, a line each.
    package func check() async throws -> String { try await CheckCommand.perform(running.services) }

    /// The program's database, for tests that look at rows.
    package var database: Database { running.services.database }

    /// One round of what is done now and then.
    package func keepHouse() async { await running.services.housekeeping.once() }

    /// One round of fetching recordings and of deleting them.
    package func keepRecordings() async throws { try await running.services.recordings.round() }

    /// Compares the accounts that are due with their providers' records.
    package func reconcile() async throws { try await running.services.reconcile.round() }
    /// Sends every message that is due.
    package func sendMessages() async throws { try await running.services.messaging.round() }
    /// Posts every event that is due at any company's addresses.
    package func postWebhooks() async throws { try await running.services.deliveries.round() }
    /// Makes every export that was ordered.
    package func makeExports() async throws { try await running.services.exports.round() }
    /// Ends the leases, turns and wrap-ups that are over by now.
    package func endWhatIsDue() async throws { try await running.services.presence.endWhatIsDue() }
    /// Makes recordings of the streams that are over.
    package func keepStreams() async { await running.services.media.round() }

    /// Looks at who has called again, and tells whoever listens to figures.
    package func settleFigures() async throws { try await running.services.figures.round() }

    /// Closes the calls that have been silent for too long.
    package func sweep() async throws -> Int { try await running.services.calls.service.sweep() }

    /// What SIGHUP does.
    package func reloadCertificate() throws -> Bool { try running.services.reloadCertificate() }

    /// Makes another company with an account of its own.
    package func anotherCompany(_ name: String) async throws -> Tenant { try await Self.tenant(name, running.services) }

    /// The server's company, spoken for by another token.
    package func tenant(token: String) -> Tenant {
        Tenant(id: company.id, token: token, account: company.account, authToken: company.authToken)
    }

    static func tenant(_ name: String, _ services: Services) async throws -> Tenant {
        let company = try await services.accounts.companies.create(NewCompany(name: name, region: "US"))
        let key = try await services.accounts.keys.create(
            NewKey(name: "test", role: .owner), in: company.id, by: .commandLine)
        let secret = Hex.encode(Random.bytes(16))
        let account = try await services.webhooks.service.create(
            AccountDraft(provider: "twilio", secret: secret), in: company.id, by: nil)
        return Tenant(id: company.id, token: key.secret, account: account.id, authToken: secret)
    }
}

/// Runs a whole program on a fresh folder and port, and has stopped it when it returns.
package func withServer<Result: Sendable>(
    _ options: TestOptions = TestOptions(), _ body: (TestServer) async throws -> Result
) async throws -> Result {
    let data = FileManager.default.temporaryDirectory.appendingPathComponent("switchboard-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: data) }  // A leftover in the temporary folder harms nobody.
    try FileManager.default.createDirectory(
        atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try emptyDatabase.get().write(to: URL(filePath: "\(data)/switchboard.db"))
    let running = try await start(data, options)
    let tenant = try await TestServer.tenant("Acme", running.services)
    let server = try TestServer(running, data: data, company: tenant)
    do {
        let result = try await body(server)
        await server.stop()
        return result
    } catch {
        await server.stop()
        throw error
    }
}

extension TestServer {
    /// Stops the program and starts it again on the same folder; the old one's clients are cut.
    package func restarted(_ options: TestOptions = TestOptions()) async throws -> TestServer {
        await stop()
        return try TestServer(try await start(data, options), data: data, company: company, successorOf: self)
    }

    /// Stops the program, or what it was started again as; once.
    package func stop() async {
        let running = present.withLock { present in
            defer { present = nil }
            return present
        }
        await running?.stop()
    }
}

private func start(_ data: String, _ options: TestOptions) async throws -> Running {
    let words =
        ["--data", data, "--port", "0", "--loops", "2", "--log-level", "quiet"]
        + (options.recordings == .never ? ["--fetch-recordings", "never"] : []) + options.flags
    let configuration = try Configuration(
        try Arguments(words, valued: ServeCommand.valued, flags: ServeCommand.flags), environment: [:])
    var surroundings = Services.Surroundings()
    surroundings.passwordCost = 4
    surroundings.maximumPages = options.maximumPages
    surroundings.textBack = options.textBack
    surroundings.keepsRecordings = options.recordings == .always
    surroundings.asksProviders = options.asksProviders
    surroundings.trusted = options.trusted
    surroundings.sendsMessages = options.sendsMessages
    surroundings.postsWebhooks = options.postsWebhooks
    surroundings.makesExports = options.makesExports
    surroundings.rowsPerBatch = options.rowsPerBatch ?? surroundings.rowsPerBatch
    surroundings.reactionPause = { _ in .milliseconds(1) }
    if let clock = options.clock { surroundings.now = { clock.now() } }
    return try await Running.start(configuration, surroundings)
}
