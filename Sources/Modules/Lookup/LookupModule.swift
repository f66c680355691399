import Accounts
import Calls
import Directory
import ModuleKit

/// How many missed calls of a number, or of the contact it stands for, nobody has returned.
package typealias MissedCalls = @Sendable (PhoneNumber, ContactID?, Transaction) throws -> Int64

/// Who is calling, and what agents report while and after they speak; owns no tables.
package struct LookupModule: Module {
    package static let migrations: [Migration] = []
    package let routes: [Route]
    private let service: LookupService

    /// - Parameter keyRate: Lookups a second that an API key may make; 0 for no bound.
    package init(
        _ platform: Platform, calls: CallService, parser: PhoneParser = .shared, keyRate: Int = 0,
        region: @escaping @Sendable (CompanyID) -> String, missed: @escaping MissedCalls
    ) {
        service = LookupService(
            database: platform.database, parser: parser, region: region, now: platform.now, missed: missed,
            record: platform.record)
        routes =
            LookupRoutes(
                service: service, reports: ReportRoutes(calls: calls, service: service),
                limits: LookupLimits(keyRate: keyRate, now: platform.now)
            ).table
    }

    /// The context frame of a number as JSON, for whoever is told of a call; nil when it is no telephone number.
    package func frame(_ number: String, line: LineID?, in company: CompanyID) async throws -> [UInt8]? {
        try await service.frame(number, line: line, in: company)
    }
}
