import Calls
import Directory
import ModuleKit

/// Looking up who calls, over HTTP.
struct LookupRoutes: Sendable {
    let service: LookupService
    let reports: ReportRoutes
    let limits: LookupLimits

    // swift-format-ignore
    var table: [Route] {[
        .inline.get("/api/contact-lookup/phone/:phoneNumber", .contactsRead, lookup)
            .path("phoneNumber", .string(min: 1, max: 120))
            .query("region", .string(min: 2, max: 2, pattern: "^[A-Z]{2}$"), "How a national number is read.")
            .query("line", LineID.schema, "Or as a call to this line would be read.")
            .query("fields", .enumeration(["contact"]), "Number, match and contact alone.")
            .returns(ContextFrame.schema).problems(.notFound, .unprocessableContent, .tooManyRequests)
            .summary("Who is calling: the context frame of a number"),
        .get("/api/contact-lookup/recent-callers", .callsRead, recentCallers)
            .query("limit", .integer(min: 1, max: 200), "The most callers to return; 50 unless told.")
            .query("line", LineID.schema).query("since", .string(format: .dateTime), "RFC 3339.")
            .returns(.array(of: RecentCaller.schema))
            .summary("The newest callers, one row each, with missed calls that nobody has returned"),
    ] + reports.table }

    private func lookup(_ request: Request) throws -> Response {
        try limits.admit(request.caller)
        var took: UInt64 = 0
        var response = Response.json(
            try service.frame(
                request.path("phoneNumber"), region: request.query("region"), line: try request.query.value("line"),
                isBrief: request.query("fields") == "contact", in: request.company, took: &took))
        response.timing.lookup = ServerTiming.microseconds(took)
        return response
    }

    private func recentCallers(_ request: Request) async throws -> Response {
        .json(
            try await service.recentCallers(
                limit: request.query.int("limit") ?? 50, line: try request.query.value("line"),
                since: try request.query.value("since"), in: request.company))
    }
}
