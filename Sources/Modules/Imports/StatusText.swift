import Directory

/// Reads where a contact is in its life with the company, as other programs call it.
enum StatusText {
    static func status(_ text: String) -> Contact.Status? {
        let folded = ColumnGuess.folded(text)
        return Contact.Status(rawValue: folded) ?? others[folded]
    }

    /// The lifecycle stages of HubSpot, and the lead and account words of Salesforce.
    private static let others: [String: Contact.Status] = [
        "subscriber": .new, "opennotcontacted": .new, "unqualified": .former, "other": .new, "open": .lead,
        "marketingqualifiedlead": .lead, "salesqualifiedlead": .lead, "opportunity": .lead, "prospect": .lead,
        "workingcontacted": .lead, "inprogress": .lead, "opendeal": .lead, "attemptedtocontact": .lead,
        "connected": .lead, "evangelist": .customer, "client": .customer, "active": .customer,
        "closedconverted": .customer, "qualified": .lead, "churned": .former, "inactive": .former,
        "closednotconverted": .former, "donotcall": .blocked,
    ]
}
