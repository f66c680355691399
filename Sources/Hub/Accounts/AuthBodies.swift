import ModuleKit

/// Who signs in, and to which company.
struct LoginBody: JSONBody {
    let email: String
    let password: String
    let company: CompanyID?

    static var schema: Schema {
        .object([
            .required("email", .string(min: 1, max: 254)), .required("password", .string(min: 1, max: 256)),
            .optional("company", CompanyID.schema, "One of yours; absent: the one you have been in longest"),
        ])
    }
}

/// An invitation, and the password that goes with it.
struct AcceptBody: JSONBody {
    let token: String
    let password: String

    static var schema: Schema {
        .object([
            .required("token", .string(min: 1, max: 100), "The invitation"),
            .required("password", Fields.password, "Your own; the one you choose when you are new to the hub"),
        ])
    }
}

/// Where to go on.
struct RefreshBody: JSONBody {
    let company: CompanyID?

    static var schema: Schema {
        .object([.optional("company", CompanyID.schema, "Go on in this one of your companies")])
    }
}

/// The present password and the next one.
struct PasswordBody: JSONBody {
    let current: String
    let new: String

    static var schema: Schema {
        .object([.required("current", .string(min: 1, max: 256)), .required("new", Fields.password)])
    }
}

/// Opens one socket.
struct Ticket: JSONEncodable {
    let text: String

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("ticket", text)
            $0.member("expiresIn", Gatekeeper.ticketLifetime.components.seconds)
        }
    }

    static let schema = Schema.object([
        .required("ticket", .string, "Send it as `?token=`, once"), .required("expiresIn", .integer(min: 1), "Seconds"),
    ])
}

/// Who is asking: a person or a key, in a company.
struct Me: JSONEncodable {
    var user: User?
    var key: KeyInfo?
    let company: Company
    var companies: [Company]?

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("user", user)
            $0.member("key", key)
            $0.member("company", company)
            $0.member("companies", companies)
        }
    }

    static let schema = Schema.object([
        .optional("user", User.schema, "When it is a person"), .optional("key", KeyInfo.schema, "When it is a key"),
        .required("company", Company.schema),
        .optional("companies", .array(of: Company.schema), "Those that the person can sign in to"),
    ])
}
