import Directory
import ModuleKit

/// Reads lists of contacts: one read transaction a page.
struct ListService: Sendable {
    let database: Database
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String
    /// In which stage of the pipeline each contact is.
    let stages: ContactValues

    /// A page as it is answered.
    struct Found: Sendable {
        var contacts: [Contact]
        var next: ContactPlace?
        var isPartial: Bool
        /// nil: nobody asked.
        var count: ContactListing.Count?
    }

    func query(_ text: String, in company: CompanyID) -> ContactQuery {
        ContactQuery(text, region: region(company), parser: parser)
    }

    /// - Throws: 422 naming what is no filter.
    func filter(_ value: JSONValue, named name: String = "filter") throws(Problem) -> ContactFilter {
        try ContactFilter(value, named: name, stages: stages)
    }

    func page(
        _ listing: ContactListing, after place: ContactPlace?, limit: Int, counts: Bool, in company: CompanyID
    ) async throws -> Found {
        try await database.read(company) { tx in
            let page = try listing.page(after: place, limit: limit, in: tx)
            let count: ContactListing.Count? =
                if !counts {
                    nil
                } else if place == nil, page.next == nil {
                    // A first page after which nothing comes has all of them.
                    .exactly(page.contacts.count)
                } else {
                    try listing.count(in: tx)
                }
            return Found(
                contacts: try listing.contacts(page.contacts, in: tx), next: page.next, isPartial: page.isPartial,
                count: count)
        }
    }
}
