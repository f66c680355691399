import ModuleKit

extension Permission {
    /// See all that is kept of a person, who was erased, how long things are kept, and whether they are sealed.
    static let privacyRead = Self("privacy:read", least: .admin)
    /// Make a person be gone for good.
    static let privacyErase = Self("privacy:erase", least: .admin)
    /// Set how long things are kept, and whether they are sealed.
    static let privacyWrite = Self("privacy:write", least: .admin)
}

/// Privacy over HTTP: decodes, calls the services, encodes.
struct PrivacyRoutes: Sendable {
    let erasures: ErasureService
    let retention: RetentionService
    let sealing: SealingService
    let archive: Archive

    // swift-format-ignore
    var table: [Route] {[
        .get ("/api/privacy/contacts/:id/archive", .privacyRead, makeArchive)
            .path("id", ContactID.schema).returns(document: Archive.schema).problems(.notFound, .gone)
            .summary("All that is kept of a person, as one document"),
        .post("/api/crm/contacts/:id/erase", .privacyErase, erase).body(ErasureOrder.self)
            .path("id", ContactID.schema).returns(Erasure.schema).problems(.notFound, .gone, .conflict)
            .summary("Erase a person for good",
                details: "The contact, what passed with it, messages, what was said, recordings here and at the provider, and its words "
                    + "in the event log; calls stay as anonymous figures. It cannot be taken back, and a restored backup is erased again."),
        .get ("/api/privacy/erasures", .privacyRead, list)
            .paged().returnsPage(of: Erasure.schema).summary("Who was erased, newest first, by nothing that says who it was"),
        .get ("/api/privacy/retention", .privacyRead, showRetention).returns(RetentionBody.view)
            .summary("How long things are kept", details: "Recordings: `/api/crm/recording-policy`."),
        .put ("/api/privacy/retention", .privacyWrite, setRetention).body(RetentionBody.self).returns(RetentionBody.view)
            .summary("Set how long things are kept; what is not named is kept for ever"),
        .get ("/api/privacy/sealing", .privacyRead, showSealing).returns(SealingView.schema)
            .summary("Whether what was said and noted is sealed, and how far a change of that has come"),
        .put ("/api/privacy/sealing", .privacyWrite, setSealing).body(SealingBody.self).returns(SealingView.schema)
            .summary("Seal what was said and noted, or open it again",
                details: "Transcripts, notes, histories, messages, what was found in them and the event log are encrypted in the "
                    + "database. What is there follows in the background. While they are sealed transcripts are not searched."),
    ]}

    private func makeArchive(_ request: Request) async throws -> Response {
        try await archive.response(for: try request.path("id"), request)
    }

    private func erase(_ request: Request) async throws -> Response {
        _ = try request.json(ErasureOrder.self)
        return .json(try await erasures.erase(try request.path("id"), by: request))
    }

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await erasures.list(
            before: try page.after.map { ErasureID(try $0.int64(0)) }, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func showRetention(_ request: Request) async throws -> Response {
        .json(RetentionView(company: request.company, days: try await retention.policy(in: request.company)))
    }

    private func showSealing(_ request: Request) async throws -> Response {
        .json(try await sealing.state(in: request.company))
    }

    private func setSealing(_ request: Request) async throws -> Response {
        .json(try await sealing.set(try request.json(SealingBody.self).sealed, by: request))
    }

    private func setRetention(_ request: Request) async throws -> Response {
        let body = try request.json(RetentionBody.self)
        return .json(RetentionView(company: request.company, days: try await retention.set(body.days, by: request)))
    }
}

/// What nobody sends by accident.
struct ErasureOrder: JSONBody {
    var confirm: String

    static let schema: Schema = .object([
        .required("confirm", .enumeration(["erase"]), "The word `erase`: there is no way back.")
    ])
}

/// Days by kind, as somebody writes them.
struct RetentionBody: JSONBody {
    var transcripts: Int?
    var messages: Int?
    var interactions: Int?
    var events: Int?

    var days: [RetentionKind: Int] {
        let all: [(RetentionKind, Int?)] = [
            (.transcripts, transcripts), (.messages, messages), (.interactions, interactions), (.events, events),
        ]
        return all.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    private static let properties: [Schema.Property] = RetentionKind.allCases.map {
        .optional($0.rawValue, .integer(min: 1, max: 36_500), "Days; absent: for ever.")
    }
    static let schema: Schema = .object(properties)
    static let view: Schema = .object([.required("company", CompanyID.schema)] + properties)
}

/// Days by kind, and whose.
private struct RetentionView: JSONEncodable {
    let company: CompanyID
    let days: [RetentionKind: Int]

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("company", company)
            for kind in RetentionKind.allCases {
                guard let days = days[kind] else { continue }
                $0.key(kind.rawValue)
                $0.value(days)
            }
        }
    }
}
