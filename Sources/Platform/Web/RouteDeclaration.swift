import HTTP
import JSON

/// What a row says about its requests and responses: the source of the checks and of `/openapi.json`.
package struct RouteDeclaration: Sendable {
    /// A parameter in the path, the query or a field.
    ///
    /// A class, for every request looks at some of them and should not copy what they hold.
    package final class Parameter: Sendable {
        /// Its name as sent.
        package let name: String
        /// What it must be.
        package let schema: Schema
        /// What it means.
        package let doc: String?
        /// Whether a request without it is refused.
        package let isRequired: Bool

        init(name: String, schema: Schema, doc: String?, isRequired: Bool) {
            (self.name, self.schema, self.doc, self.isRequired) = (name, schema, doc, isRequired)
        }
    }

    /// What a body may be.
    package struct Body: Sendable {
        /// Its media type.
        package let mediaType: String
        /// What it must be.
        package let schema: Schema
    }

    /// One way it goes well.
    package struct Success: Sendable {
        /// The status.
        package let status: Status
        /// The media type; nil for no body.
        package let mediaType: String?
        /// The whole body, envelope included.
        package let schema: Schema?
        /// What it means.
        package let doc: String?
    }

    /// How its list is paged.
    package struct Paging: Sendable {
        /// How many items come when the client does not say.
        package let usualLimit: Int
        /// How many items may be asked for.
        package let mostLimit: Int
        /// What `sort` may be, the first counting when the client does not say.
        package let sorts: [String]
    }

    /// One line.
    package var summary: String?
    /// The rest, in Markdown.
    package var details: String?
    /// The group in the document; nil for the path's first segment after `/api`.
    package var tag: String?
    /// What its captures must be, where it is said; a capture that is not is 404.
    package var path: [Parameter] = []
    /// What the query may have.
    package var query: [Parameter] = []
    /// Fields that it reads.
    package var fields: [Parameter] = []
    /// Whether the query may have anything else as well.
    package var hasOpenQuery = false
    /// What its body must be; none for routes without.
    package var bodies: [Body] = []
    /// How it goes well.
    package var successes: [Success] = []
    /// How it fails, besides what follows from permission, parameters and body.
    package var problems: [Status] = []
    /// How its list is paged.
    package var paging: Paging?
    /// Whether it is left out of the document.
    package var isHidden = false
    /// Whether `?token=` and the session cookie sign in, as for a socket: browsers cannot set a field on a stream.
    package var takesQueryToken = false
}

extension Route {
    /// The same with a line for the reader of the API.
    package func summary(_ text: String, details: String? = nil) -> Route {
        declaring {
            $0.summary = text
            $0.details = details
        }
    }

    /// The same in another group of the document.
    package func tag(_ name: String) -> Route { declaring { $0.tag = name } }

    /// The same with a JSON body, which `request.json(T.self)` checks and decodes.
    package func body<Body: JSONBody>(_ type: Body.Type, maxBytes: Int? = nil) -> Route {
        body(Body.schema, maxBytes: maxBytes)
    }

    /// The same with a body of that schema, which the handler checks by `request.jsonValue(schema)`.
    package func body(_ schema: Schema, mediaType: String = "application/json", maxBytes: Int? = nil) -> Route {
        var copy = declaring { $0.bodies.append(.init(mediaType: mediaType, schema: schema)) }
        if let maxBytes { copy.bodyLimitBytes = maxBytes }
        return copy
    }

    /// The same with another bound of its body.
    package func body(maxBytes: Int) -> Route {
        var copy = self
        copy.bodyLimitBytes = maxBytes
        return copy
    }

    /// The same, reading the body while it comes: `request.bodyStream`.
    package var streamed: Route {
        guard case .async(let handler) = handler else { return self }
        var copy = self
        copy.handler = .streaming(handler)
        return copy
    }

    /// The same with what `data` is when it goes well.
    package func returns(_ data: Schema, status: Status = .ok, _ doc: String? = nil) -> Route {
        returns(document: .envelope(data), status: status, doc)
    }

    /// The same with what each item of `data` is.
    package func returnsPage(of item: Schema, _ doc: String? = nil) -> Route {
        returns(document: .page(of: item), doc)
    }

    /// The same with a body of another shape than the usual envelope.
    package func returns(
        document: Schema?, type: String? = "application/json", status: Status = .ok, _ doc: String? = nil
    ) -> Route {
        declaring { $0.successes.append(.init(status: status, mediaType: type, schema: document, doc: doc)) }
    }

    /// The same with an answer without a body.
    package func returnsNothing(status: Status = .noContent, _ doc: String? = nil) -> Route {
        returns(document: nil, type: nil, status: status, doc)
    }

    /// The same with a parameter of the query, checked before the handler runs.
    package func query(_ name: String, _ schema: Schema, _ doc: String? = nil, required: Bool = false) -> Route {
        declaring { $0.query.append(.init(name: name, schema: schema, doc: doc, isRequired: required)) }
    }

    /// The same with what a capture must be; one that is not is 404.
    package func path(_ name: String, _ schema: Schema, _ doc: String? = nil) -> Route {
        declaring { $0.path.append(.init(name: name, schema: schema, doc: doc, isRequired: true)) }
    }

    /// The same with a field that it reads; checked before the handler runs.
    package func field(_ name: String, _ schema: Schema, _ doc: String? = nil, required: Bool = false) -> Route {
        declaring { $0.fields.append(.init(name: name, schema: schema, doc: doc, isRequired: required)) }
    }

    /// The same with any other parameters in the query: a provider adds what it likes.
    package var openQuery: Route { declaring { $0.hasOpenQuery = true } }

    /// The same as a list that is paged by key: `limit`, `after`, and `sort` when there are `sorts`.
    ///
    /// - Parameter sorts: What `sort` may be: `name`, `-lastContactAt`; the first counts when the client does not say.
    package func paged(usually: Int = 50, most: Int = 500, sorts: [String] = []) -> Route {
        let paging = RouteDeclaration.Paging(usualLimit: usually, mostLimit: most, sorts: sorts)
        let limit = Schema.integer(min: 1, max: Int64(most)).standard(.integer(Int64(usually)))
        var route = declaring { $0.paging = paging }
            .query("limit", limit, "The most items to return.")
            .query("after", KeysetToken.schema, "The `next` of the page before.")
        if let first = sorts.first {
            route = route.query("sort", .enumeration(sorts).standard(.string(first)), "The order; `-` is descending.")
        }
        return route
    }

    /// The same with further ways to fail.
    package func problems(_ statuses: Status...) -> Route { declaring { $0.problems += statuses } }

    /// The same, signed in by `?token=` or the session cookie as well: for streams, on which browsers cannot set a field.
    package var queryToken: Route {
        declaring { $0.takesQueryToken = true }.query(
            "token", .string(min: 1, max: 2000), "An access token or API key.")
    }

    /// The same, left out of the document.
    package var hidden: Route { declaring { $0.isHidden = true } }

    private func declaring(_ change: (inout RouteDeclaration) -> Void) -> Route {
        var copy = self
        change(&copy.declaration)
        return copy
    }
}

extension Schema {
    /// `{"success":true,"data":…}`.
    package static func envelope(_ data: Schema) -> Schema {
        .object([.required("success", .boolean), .required("data", data)])
    }

    /// `{"success":true,"data":[…],"next":"…"}`.
    package static func page(of item: Schema) -> Schema {
        .object([
            .required("success", .boolean), .required("data", .array(of: item)),
            .optional("next", .string, "The next page's `after`; absent on the last."),
        ])
    }
}
