/// `demo`: a company with a year of contacts and calls, served at once.
enum DemoCommand {
    static var usage: String {
        """
        usage: switchboard demo [options]

        Makes a company with an owner, a Twilio account, a line, some 300 contacts and some 2,500 calls in a new folder,
        and serves it. Run again on the same folder it goes on with what is there, under the same token.
        What it shows is kept in DATA/demo.json, which only you can read.

        \(ServeCommand.options)
          --config FILE            A JSON file with the same names.
          --print-config           Show the effective settings and end.
          --json                   Print one line of JSON when ready.

        """
    }

    static func run(_ words: [String]) async throws {
        let arguments = try Arguments(words, valued: ServeCommand.valued, flags: ServeCommand.flags)
        if arguments.has("help") { return Program.say(usage) }
        if let word = arguments.words.first { throw Arguments.Mistake(description: "`demo` takes no `\(word)`.") }
        var configuration = try Configuration(arguments)
        // The demo's recordings are at no provider.
        configuration.set("fetch-recordings", "never")
        // Its agent listens on loopback.
        configuration.set(
            "outbound-allow", [configuration["outbound-allow"], "127.0.0.1"].compactMap(\.self).joined(separator: ","))
        if arguments.has("print-config") { return Program.say(configuration.printed) }
        let agent = try DemoAgent()
        let running = try await Running.start(configuration)
        let folder = configuration.text("data")
        let file: DemoFile
        do {
            file = try await DemoSetup(services: running.services, agent: agent, folder: folder).run(
                servingAt: running.url)
        } catch {
            await running.stop()
            throw error
        }
        Program.say(arguments.has("json") ? file.ready(Ready(url: running.url)) : welcome(file, folder: folder))
        await running.untilTold()
        await agent.stop()
    }

    private static func welcome(_ file: DemoFile, folder: String) -> String {
        """
        Switchboard shows a demo from \(folder). Open this; it signs you in:

          \(file.url)/#token=\(file.token)

          e-mail    \(file.email)
          password  \(file.password)
          line      \(file.number)

        Let it ring from another terminal:

          switchboard simulate --data \(folder)

        Ctrl-C stops it.
        """
    }
}
