import Glibc
import JSON
import Reactor

/// `serve`: takes webhooks and serves subscribers until it is told to stop.
enum ServeCommand {
    static var usage: String {
        """
        usage: switchboard serve [options]

        \(options)
          --config FILE            A JSON file with the same names.
          --print-config           Show the effective settings and end.
          --json                   Print one line of JSON when ready.

        """
    }

    /// The settings as `--help` lists them.
    static var options: String {
        Setting.all.map { setting in
            let name = "  --\(setting.name)".padded(to: 27)
            let standard = setting.standard.map { " [\($0)]" } ?? ""
            return name + setting.summary + standard
        }.joined(separator: "\n")
    }

    static let valued = Set(
        Setting.all.compactMap { setting in
            if case .flag = setting.kind { nil } else { setting.name }
        } + ["config"])
    static let flags: Set<String> = ["conformance", "json", "print-config", "help"]

    static func run(_ words: [String]) async throws {
        let arguments = try Arguments(words, valued: valued, flags: flags)
        if arguments.has("help") { return Program.say(usage) }
        if let word = arguments.words.first { throw Arguments.Mistake(description: "`serve` takes no `\(word)`.") }
        let configuration = try Configuration(arguments)
        if arguments.has("print-config") { return Program.say(configuration.printed) }
        let running = try await Running.start(configuration)
        Program.say(
            arguments.has("json")
                ? Ready(url: running.url).json
                : "Switchboard serves \(running.url) from \(configuration.text("data")). Ctrl-C stops it.")
        await running.untilTold()
    }
}

/// What `--json` prints when the program is ready; scripts and tests rely on it.
struct Ready {
    let url: String

    var json: String { text { _ in } }

    func text(_ more: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        json.object {
            $0.member("url", url)
            $0.member("ws", url.replacing("http", with: "ws", maxReplacements: 1) + "/ws")
            more(&$0)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

/// A program that serves: its folder, its parts, and its address.
struct Running {
    let url: String
    let services: Services
    private let folder: DataFolder
    private let admin: AdminSocket

    /// Takes the folder, starts everything in order, and listens.
    static func start(_ configuration: Configuration, _ surroundings: Services.Surroundings = .init()) async throws
        -> Running
    {
        DescriptorLimit.raise()
        let folder = try DataFolder(configuration.text("data"))
        let services = try await Services(configuration, in: folder, surroundings)
        do {
            let url = try services.start(configuration)
            let admin = try AdminSocket(path: folder.adminSocket, services: services)
            return Running(url: url, services: services, folder: folder, admin: admin)
        } catch {
            await services.stop()
            throw error
        }
    }

    /// Returns when SIGTERM or SIGINT has come and everything has stopped; SIGHUP renews the certificate.
    func untilTold() async {
        let (signals, told) = AsyncStream.makeStream(of: CInt.self)
        do { try services.watchSignals { told.yield($0) } } catch { told.yield(SIGTERM) }
        for await signal in signals {
            guard signal == SIGHUP else { break }
            renewCertificate()
        }
        await stop()
    }

    private func renewCertificate() {
        do {
            if try services.reloadCertificate() { Program.complain("The certificate has been read again.") }
        } catch {
            Program.complain("\(error) The one before stays in use.")
        }
    }

    /// Stops in the reverse order.
    func stop() async {
        await admin.stop()
        await services.stop()
        folder.release()
    }
}

extension String {
    /// The text with blanks behind it up to a width.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
