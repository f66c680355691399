import HTTP
import JSON

extension Problem {
    /// 422: one field is wrong.
    package static func invalid(_ field: String, _ detail: String) -> Problem {
        invalid(FieldProblem(field: field, detail: detail))
    }

    /// 422: one field is wrong.
    package static func invalid(_ problem: FieldProblem) -> Problem { invalid([problem]) }

    /// 422: fields are wrong, all of them told at once.
    package static func invalid(_ problems: [FieldProblem]) -> Problem {
        guard problems.count != 1 else {
            let field = problems[0].field
            return Problem(
                .unprocessableContent, "/problems/invalid-field", "Invalid field", detail: problems[0].detail,
                field: field.isEmpty ? nil : field)
        }
        return Problem(
            .unprocessableContent, "/problems/invalid-fields", "Invalid fields",
            detail: "\(problems.count) fields are wrong.", errors: problems)
    }

    /// 400: the request cannot be read.
    package static func unreadable(_ detail: String) -> Problem {
        Problem(.badRequest, "/problems/unreadable", "Unreadable request", detail: detail)
    }

    /// 401: nobody knows who is asking.
    package static func unauthorized(_ detail: String = "Sign in, or send a valid token or API key.") -> Problem {
        Problem(
            .unauthorized, "/problems/unauthorized", "Not signed in", detail: detail,
            headers: [("WWW-Authenticate", "Bearer")])
    }

    /// 403: you may not.
    package static func forbidden(_ detail: String = "You may not do this.") -> Problem {
        Problem(.forbidden, "/problems/forbidden", "Not allowed", detail: detail)
    }

    /// 403: the caller lacks this permission.
    package static func forbidden(needs permission: Permission) -> Problem {
        switch permission.reach {
        case .hub: forbidden("This is for the owner of the whole hub.")
        default: forbidden("This needs `\(permission.name)`, which the role \(permission.least.name) and above have.")
        }
    }

    /// 404: not here, or another company's.
    package static func notFound(_ detail: String = "There is nothing here.") -> Problem {
        Problem(.notFound, "/problems/not-found", "Not found", detail: detail)
    }

    /// 405: the path is right, the method is not.
    package static func methodNotAllowed(allow: String) -> Problem {
        Problem(
            .methodNotAllowed, "/problems/method-not-allowed", "Method not allowed",
            detail: "The methods here are \(allow).", headers: [("Allow", allow)])
    }

    /// 409: it conflicts with what is there.
    package static func conflict(
        _ detail: String, extra: KeyValuePairs<String, any JSONEncodable & Sendable> = [:]
    ) -> Problem {
        Problem(.conflict, "/problems/conflict", "Conflict", detail: detail, extra: extra)
    }

    /// 412: the thing has changed since the client read it.
    package static func stale(_ detail: String = "It has changed since you read it; read it again.") -> Problem {
        Problem(.preconditionFailed, "/problems/stale", "Changed meanwhile", detail: detail)
    }

    /// 428: the client must say which state it changes.
    package static var ifMatchRequired: Problem {
        Problem(
            .preconditionRequired, "/problems/if-match-required", "If-Match required",
            detail: "Send If-Match with the ETag of the state you want to change.")
    }

    /// 413: the body is too large.
    package static func tooLarge(limitBytes: Int) -> Problem {
        Problem(
            .contentTooLarge, "/problems/too-large", "Body too large",
            detail: "The body may have \(limitBytes) bytes here.")
    }

    /// 415: the body is of a type that is not read here.
    package static func unsupportedMediaType(_ expected: String) -> Problem {
        Problem(
            .unsupportedMediaType, "/problems/unsupported-media-type", "Unsupported media type",
            detail: "Send the body with Content-Type: \(expected).")
    }

    /// 429: too much, too fast.
    package static func tooManyRequests(retryAfterSeconds: Int) -> Problem {
        Problem(
            .tooManyRequests, "/problems/too-many-requests", "Too many requests",
            detail: "Try again in \(retryAfterSeconds) s.", headers: [("Retry-After", "\(retryAfterSeconds)")])
    }

    /// 503: not now; nothing has been stored.
    package static func unavailable(_ detail: String, retryAfterSeconds: Int = 1) -> Problem {
        Problem(
            .serviceUnavailable, "/problems/unavailable", "Not available now", detail: detail,
            headers: [("Retry-After", "\(retryAfterSeconds)")])
    }

    /// 500: our fault; the log has the rest under the request's id.
    package static var internalError: Problem {
        Problem(.internalServerError, "/problems/internal", "Internal error")
    }
}
