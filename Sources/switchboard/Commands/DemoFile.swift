import Domain
import Glibc
import JSON

/// What `demo` shows, kept in `DATA/demo.json` for the owner of the folder alone, so that it is the same every time.
struct DemoFile: Sendable, Equatable {
    var token: String
    var company: String
    var account: String
    var accountSid: String
    var authToken: String
    var number: String
    var email: String
    var password: String
    /// Where the demo was last served; the port may be another each time.
    var url = ""

    /// Why the file cannot be used; one sentence.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    static func path(in folder: String) -> String { "\(folder)/demo.json" }

    /// The file of a folder; nil when there is none.
    init?(in folder: String) throws {
        let path = Self.path(in: folder)
        guard let bytes = try Self.read(path) else { return nil }
        guard let json = try? JSONParser.parse(bytes), let file = Self(json) else {  // The reason helps nobody.
            throw Refusal(description: "\(path) is not what `demo` wrote; move it away to begin anew.")
        }
        self = file
    }

    init(
        token: String, company: String, account: String, accountSid: String, authToken: String, number: String,
        email: String, password: String
    ) {
        self.token = token
        self.company = company
        self.account = account
        self.accountSid = accountSid
        self.authToken = authToken
        self.number = number
        self.email = email
        self.password = password
    }

    private init?(_ json: JSONValue) {
        let names = ["token", "company", "account", "accountSid", "authToken", "number", "email", "password"]
        let texts = names.compactMap { json[$0].string }
        guard texts.count == names.count else { return nil }
        self.init(
            token: texts[0], company: texts[1], account: texts[2], accountSid: texts[3], authToken: texts[4],
            number: texts[5], email: texts[6], password: texts[7])
        url = json["url"].string ?? ""
    }

    /// Writes the file in one go: whoever reads sees all of it or what stood before.
    func write(in folder: String) throws {
        let (path, draft) = (Self.path(in: folder), "\(Self.path(in: folder)).new")
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("written", draft) }
        defer { close(descriptor) }
        let bytes = Array("\(text)\n".utf8)
        guard bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count,
            fsync(descriptor) == 0, rename(draft, path) == 0
        else { throw Self.failure("written", path) }
    }

    private var text: String {
        var json = JSONWriter()
        json.object {
            $0.member("url", url)
            $0.member("token", token)
            $0.member("company", company)
            $0.member("account", account)
            $0.member("accountSid", accountSid)
            $0.member("authToken", authToken)
            $0.member("number", number)
            $0.member("email", email)
            $0.member("password", password)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func read(_ path: String) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("read", path)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw failure("read", path) }
        return Array(bytes[..<count])
    }

    private static func failure(_ what: String, _ path: String) -> Refusal {
        Refusal(description: "\(path) cannot be \(what): \(String(cString: strerror(errno))).")
    }
}

extension DemoFile {
    /// Where a hook of the demo's account is.
    func hook(_ name: String) -> String { "\(url)/webhooks/twilio/\(account)/\(name)" }

    /// What `demo --json` prints.
    func ready(_ ready: Ready) -> String {
        ready.text {
            $0.member("token", token)
            $0.member("company", company)
            $0.object("twilio") {
                $0.member("accountSid", accountSid)
                $0.member("authToken", authToken)
                $0.member("voiceURL", hook("voice"))
                $0.member("statusURL", hook("status"))
                $0.member("number", number)
            }
        }
    }
}
