import Glibc
import SQLite
import Web

/// The commands by their names; each answers `--help`, and ends with 0, 1 for a failure, or 2 for a mistake on the line.
enum Program {
    static let usage = """
        usage: switchboard <command> [options]

          serve      take webhooks and serve subscribers
          demo       make a company with a year of contacts and calls, and serve it
          simulate   send signed call stories to a running hub, and measure it
          import     read contacts from a CSV file
          company    make, list and change companies
          user       make, list and change the people of a company
          key        make, list and revoke API keys
          line       make and list a company's lines
          backup     copy a folder's database, also while it is served
          restore    put a backup in a folder
          check      look for faults in a folder's database
          secret     make new signing and sealing keys
          analyze    read texts, write what mood each is in
          phone      read REGION<TAB>number lines, write what each number is
          version    say which version this is

        switchboard <command> --help tells more. Settings come from flags, then SWITCHBOARD_… variables, then the
        JSON file of --config.
        """

    static func run(_ arguments: [String]) async -> CInt {
        guard let name = arguments.first else {
            say(usage)
            return 2
        }
        let rest = Array(arguments.dropFirst())
        do {
            switch name {
            case "serve": try await ServeCommand.run(rest)
            case "demo": try await DemoCommand.run(rest)
            case "simulate": try await SimulateCommand.run(rest)
            case "import": try await ImportCommand.run(rest)
            case "company", "user", "key", "line": try await AdminCommand.run(name, rest)
            case "backup": try await BackupCommand.run(rest)
            case "restore": try await RestoreCommand.run(rest)
            case "check": try await CheckCommand.run(rest)
            case "secret": try await SecretCommand.run(rest)
            case "analyze": try AnalyzeCommand.run(rest)
            case "phone": try PhoneCommand.run(rest)
            case "version", "--version": say("switchboard \(Version.number)")
            case "help", "--help", "-h": say(usage)
            default: throw Arguments.Mistake(description: "There is no command `\(name)`.\n\n\(usage)")
            }
            return 0
        } catch let findings as CheckCommand.Findings {
            say(findings.lines)
            return 1
        } catch let mistake as Arguments.Mistake {
            complain(mistake.description)
            return 2
        } catch {
            complain(sentence(of: error))
            return 1
        }
    }

    /// The commands that end by themselves when a signal tells them; any other is ended by it, as everybody expects.
    static let heedful: Set<String> = ["serve", "demo", "simulate"]

    /// What an error says to a person.
    static func sentence(of error: any Error) -> String {
        let problem = error as? Problem ?? (error as? any ProblemConvertible)?.problem
        return problem.map { $0.detail ?? $0.title } ?? "\(error)"
    }

    /// Writes a line to standard output at once.
    static func say(_ line: String) { write(line, to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    static func complain(_ line: String) { write("switchboard: \(line)", to: STDERR_FILENO) }

    private static func write(_ line: String, to descriptor: CInt) {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }
}
