/// Which program wrote a file, as its columns tell.
enum ImportSource: String, Sendable, CaseIterable {
    case csv, vcard, salesforce, hubspot

    /// Columns of which a file of that program has at least two, folded as ``ColumnGuess`` folds them.
    ///
    /// The reports, the lists and the data export of Salesforce, and the exports of HubSpot.
    private static let signatures: [(ImportSource, Set<String>)] = [
        (
            .hubspot,
            [
                "recordid", "lifecyclestage", "contactowner", "associatedcompany", "primaryassociatedcompany",
                "associatedcompanyids", "primaryassociatedcompanyid", "lastactivitydategmt", "marketingcontactstatus",
                "createdate", "lastmodifieddate",
            ]
        ),
        (
            .salesforce,
            [
                "accountname", "accountid", "leadsource", "mailingstreet", "mailingcity", "mailingstateprovince",
                "mailingzippostalcode", "systemmodstamp", "ownerid", "masterrecordid", "isdeleted", "contactid",
                "leadid", "accountowner", "contactownerrole", "leadowner", "currencyisocode", "recordtypeid",
            ]
        ),
    ]

    init(_ form: TableReader.Form, columns: [String]) {
        let titles = Set(columns.map(ColumnGuess.folded))
        let best = Self.signatures.map { ($0.0, $0.1.intersection(titles).count) }.max { $0.1 < $1.1 }
        if form == .vcard {
            self = .vcard
        } else if let best, best.1 >= 2 {
            self = best.0
        } else {
            self = .csv
        }
    }
}
