import HTTP
import JSON

/// An error that knows what its client should read.
package protocol ProblemConvertible: Error {
    /// What the client reads.
    var problem: Problem { get }
}

/// What a client reads when a request fails: `application/problem+json`, RFC 9457.
package struct Problem: Error, Sendable, JSONEncodable, ProblemConvertible {
    /// The response's status.
    package var status: Status
    /// The kind of problem, as a path: `/problems/unknown-contact`.
    package var type: String
    /// The kind in words, the same each time.
    package var title: String
    /// This very case, in a sentence.
    package var detail: String?
    /// The field or parameter at fault, when it is one.
    package var field: String?
    /// Each field at fault, when they are several.
    package var errors: [FieldProblem]
    /// Further members, in order: the present state of a conflict, a balance.
    package var extra: KeyValuePairs<String, any JSONEncodable & Sendable>
    /// Fields of the response: `Allow`, `Retry-After`, `WWW-Authenticate`.
    package var headers: [(String, String)]
    /// The request's id; whoever answers sets it.
    package var instance: String?

    /// Makes a problem.
    package init(
        _ status: Status, _ type: String, _ title: String, detail: String? = nil, field: String? = nil,
        errors: [FieldProblem] = [], extra: KeyValuePairs<String, any JSONEncodable & Sendable> = [:],
        headers: [(String, String)] = []
    ) {
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.field = field
        self.errors = errors
        self.extra = extra
        self.headers = headers
    }

    /// A problem that has no more to say than its status.
    package init(_ status: Status, detail: String? = nil, headers: [(String, String)] = []) {
        let title = status.reason
        self.init(status, "/problems/\(Self.slug(title))", title, detail: detail, headers: headers)
    }

    /// Itself.
    package var problem: Problem { self }

    /// What the client reads of any error, or nil when the error says nothing that a client should read.
    package static func of(_ error: any Error) -> Problem? {
        switch error {
        case let error as any ProblemConvertible: error.problem
        case let error as HTTPError: Problem(error.status, detail: error.reason)
        case let error as FieldProblem: .invalid(error)
        case let error as JSONError: .unreadable(error.description)
        case let error as FormError: .unreadable(error.reason)
        default: nil
        }
    }

    /// Writes the members of RFC 9457 and ours, `success` first.
    package func encode(to json: inout JSONWriter) {
        json.object { json in
            json.member("success", false)
            json.member("type", type)
            json.member("title", title)
            json.member("status", status.code)
            json.member("detail", detail)
            json.member("field", field)
            if !errors.isEmpty { json.member("errors", errors) }
            for (name, value) in extra {
                json.key(name)
                json.value(value)
            }
            json.member("instance", instance)
        }
    }

    /// The response that carries the problem.
    package func response(requestID: String) -> Response {
        var told = self
        told.instance = requestID
        let type = [("Content-Type", "application/problem+json")]
        return Response(status, headers: type + headers, body: .bytes(told.jsonBytes))
    }

    private static func slug(_ title: String) -> String {
        String(title.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
    }
}
