import Accounts
import Calls
import Domain
import FoundationEssentials
import JSON
import Web

/// `company`, `user`, `key`, `line`: what the owner of the data folder does from a shell.
///
/// While a program serves the folder the command is sent to it; otherwise this program opens the folder itself.
enum AdminCommand {
    static func run(_ name: String, _ words: [String]) async throws {
        let arguments = try parse(words)
        if arguments.has("help") || arguments.words.isEmpty { return Program.say(usage(of: name)) }
        let configuration = try Configuration(arguments)
        do {
            let folder = try DataFolder(configuration.text("data"))
            let services = try await Services(configuration, in: folder)
            let output: Result<String, any Error>
            do { output = .success(try await perform(name, words, services)) } catch { output = .failure(error) }
            await services.stop()
            Program.say(try output.get())
        } catch let refusal as DataFolder.Refusal where refusal.isHeld {
            Program.say(try await AdminDoor.ask([name] + words, of: configuration.text("data"), refusal))
        }
    }

    /// Does what the words say, in whichever program has the folder.
    static func perform(_ name: String, _ words: [String], _ services: Services) async throws -> String {
        if name == "backup" { return try await BackupCommand.perform(words, services) }
        if name == "check" { return try await CheckCommand.perform(services) }
        let arguments = try parse(words)
        let verb = arguments.words.first ?? ""
        switch (name, verb) {
        case ("company", "create"): return try await createCompany(arguments, services)
        case ("company", "list"): return try await services.accounts.companies.all().lines
        case ("user", "create"): return try await createUser(arguments, services)
        case ("user", "list"):
            return try await services.accounts.users.list(after: nil, limit: 500, in: company(arguments, services))
                .lines
        case ("user", "password"): return try await setPassword(arguments, services)
        case ("key", "create"): return try await createKey(arguments, services)
        case ("key", "list"): return try await services.accounts.keys.list(in: company(arguments, services)).lines
        case ("key", "revoke"): return try await revokeKey(arguments, services)
        case ("line", "create"): return try await createLine(arguments, services)
        case ("line", "list"):
            return try await services.calls.lines.lines(after: nil, limit: 500, in: company(arguments, services)).lines
        default: throw Arguments.Mistake(description: "`\(name)` does not know `\(verb)`.\n\n\(usage(of: name))")
        }
    }

    private static let valued: Set<String> = ServeCommand.valued.union([
        "name", "slug", "region", "currency", "time-zone", "company", "email", "role", "password", "scopes", "account",
        "number", "key",
    ])

    private static func parse(_ words: [String]) throws(Arguments.Mistake) -> Arguments {
        try Arguments(words, valued: valued, flags: ServeCommand.flags)
    }

    private static func usage(of name: String) -> String {
        let lines =
            switch name {
            case "company":
                """
                  switchboard company create --name NAME [--slug SLUG] [--region NG] [--currency NGN] [--time-zone Africa/Lagos]
                  switchboard company list
                """
            case "user":
                """
                  switchboard user create --company COMPANY --email E-MAIL --name NAME --role owner|admin|manager|agent|viewer [--password PASSWORD]
                  switchboard user list --company COMPANY
                  switchboard user password --email E-MAIL --password PASSWORD
                """
            case "key":
                """
                  switchboard key create --company COMPANY --name NAME [--role agent] [--scopes calls:read,contacts:read]
                  switchboard key list --company COMPANY
                  switchboard key revoke --company COMPANY --key KEY
                """
            default:
                """
                  switchboard line create --company COMPANY --account ACCOUNT --number NUMBER [--name NAME] [--region NG]
                  switchboard line list --company COMPANY
                """
            }
        return
            "usage:\n\(lines)\n\nCOMPANY is an id or a slug, and may be left out where there is one company only. --data names the folder."
    }

    /// The company that `--company` names, or the only one.
    static func company(_ arguments: Arguments, _ services: Services) async throws -> CompanyID {
        let companies = try await services.accounts.companies.all()
        guard let name = arguments["company"] else {
            guard companies.count == 1 else {
                throw Arguments.Mistake(
                    description: "There are \(companies.count) companies: say which with --company.")
            }
            return companies[0].id
        }
        guard let found = companies.first(where: { $0.id.wire == name || $0.slug == name }) else {
            throw Arguments.Mistake(
                description: "There is no company `\(name)`; `switchboard company list` shows them.")
        }
        return found.id
    }

    private static func createCompany(_ arguments: Arguments, _ services: Services) async throws -> String {
        var new = NewCompany(name: try arguments.required("name"), slug: arguments["slug"])
        new.region = arguments["region"] ?? new.region
        new.currency = arguments["currency"] ?? new.currency
        new.timeZone = arguments["time-zone"] ?? new.timeZone
        return try await services.accounts.companies.create(try checked(new, NewCompany.schema)).jsonText
    }

    private static func createUser(_ arguments: Arguments, _ services: Services) async throws -> String {
        guard let role = Role(name: try arguments.required("role")) else {
            throw Arguments.Mistake(
                description: "--role is one of \(Role.allCases.map(\.name).joined(separator: ", ")).")
        }
        let user = NewUser(
            email: try arguments.required("email"), name: try arguments.required("name"), role: role,
            password: arguments["password"])
        return try await services.accounts.users.create(user, in: company(arguments, services)).jsonText
    }

    private static func setPassword(_ arguments: Arguments, _ services: Services) async throws -> String {
        let email = try arguments.required("email")
        try await services.accounts.sessions.setPassword(of: email, to: arguments.required("password"))
        return "The password of \(email) is changed, and every session of theirs is ended."
    }

    private static func createKey(_ arguments: Arguments, _ services: Services) async throws -> String {
        guard let role = Role(name: arguments["role"] ?? "agent") else {
            throw Arguments.Mistake(
                description: "--role is one of \(Role.allCases.map(\.name).joined(separator: ", ")).")
        }
        let key = NewKey(
            name: try arguments.required("name"), role: role,
            scopes: arguments["scopes"]?.split(separator: ",").map(String.init))
        return try await services.accounts.keys.create(key, in: company(arguments, services), by: .commandLine).jsonText
    }

    private static func revokeKey(_ arguments: Arguments, _ services: Services) async throws -> String {
        guard let key = KeyID(wire: try arguments.required("key")) else {
            throw Arguments.Mistake(description: "--key is an id that begins with key_.")
        }
        try await services.accounts.keys.revoke(key, in: company(arguments, services), by: .commandLine)
        return "The key \(key) is revoked."
    }

    private static func createLine(_ arguments: Arguments, _ services: Services) async throws -> String {
        guard let account = AccountID(wire: try arguments.required("account")) else {
            throw Arguments.Mistake(description: "--account is an id that begins with acc_.")
        }
        let draft = LineDraft(
            account: account, number: try arguments.required("number"), name: arguments["name"],
            region: arguments["region"])
        return try await services.calls.lines.create(draft, in: company(arguments, services), by: nil).jsonText
    }

    /// Holds a value from the command line against the schema that bodies are held against.
    private static func checked(_ new: NewCompany, _ schema: Schema) throws -> NewCompany {
        var fields: JSONObject = [
            "name": .string(new.name), "region": .string(new.region), "currency": .string(new.currency),
            "timeZone": .string(new.timeZone),
        ]
        if let slug = new.slug { fields["slug"] = .string(slug) }
        if let problem = schema.problems(in: .object(fields)).first {
            throw Arguments.Mistake(description: problem.detail)
        }
        return new
    }
}

extension Array where Element: JSONEncodable {
    fileprivate var lines: String { isEmpty ? "There are none." : map(\.jsonText).joined(separator: "\n") }
}
