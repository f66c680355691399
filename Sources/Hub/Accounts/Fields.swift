import Glibc
import ModuleKit

/// The fields that more than one body of the accounts has, and what a schema cannot say of them.
enum Fields {
    static let name = Schema.string(
        min: 1, max: 200, pattern: "^[^\u{0}-\u{1F}\u{7F}]*[^\u{0}-\u{20}\u{7F}][^\u{0}-\u{1F}\u{7F}]*$",
        saying: "a name of 1 to 200 characters, not only blanks")
    static let slug = Schema.string(
        min: 1, max: 60, pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
        saying: "lower-case letters and digits, with single hyphens between")
    static let region = Schema.string(
        min: 2, max: 2, pattern: "^[A-Z]{2}$", saying: "the two capital letters of a country, such as NG")
    static let currency = Schema.string(
        min: 3, max: 3, pattern: "^[A-Z]{3}$", saying: "the three capital letters of a currency, such as NGN")
    static let timeZone = Schema.string(
        min: 1, max: 64, pattern: "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$",
        saying: "a time zone such as Africa/Lagos")
    static let email = Schema.string(min: 3, max: 254, format: .email)
    /// NIST SP 800-63B §5.1.1: length is what counts.
    static let password = Schema.string(min: 10, max: 256)
    static let role = Schema.enumeration(Role.allCases.map(\.name))

    /// What is wrong with a time zone of the right form, when this machine knows time zones and not this one.
    static func problem(ofTimeZone name: String) -> FieldProblem? {
        let folder = "/usr/share/zoneinfo/"
        guard access(folder, R_OK) == 0, name != "UTC" else { return nil }
        var facts = stat()
        guard stat(folder + name, &facts) != 0 || facts.st_mode & S_IFMT != S_IFREG else { return nil }
        return FieldProblem(
            field: "timeZone", detail: "`timeZone` is \(name), which is no time zone; Africa/Lagos is one.")
    }

    /// What is wrong with a password of the right length.
    static func problem(ofPassword password: String, field: String, email: String) -> FieldProblem? {
        let key = password.lowercased()
        let isEmail = key == email.lowercased() || key == email.lowercased().prefix { $0 != "@" }
        guard isEmail || Set(key).count < 4 else { return nil }
        return FieldProblem(
            field: field,
            detail: isEmail
                ? "`\(field)` is the e-mail address; it must be something that others cannot know."
                : "`\(field)` is too simple; it must have at least four different characters.")
    }
}
