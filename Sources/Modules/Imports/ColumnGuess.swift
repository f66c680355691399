import Directory
import ModuleKit

/// Guesses from the titles of columns, and from what stands in them, what they become of a contact; pure.
struct ColumnGuess {
    let region: String
    let parser: PhoneParser
    /// The company's own fields.
    let fields: [ContactField]

    /// One field or nothing for each column.
    ///
    /// - Parameter sample: Rows of the file, for columns whose titles say nothing; fewer fields than columns are fine.
    func mapping(of columns: [String], sample: [[String]] = []) -> [ImportField?] {
        var taken: Set<ImportField> = []
        var mapping: [ImportField?] = columns.map { title in
            guard let field = field(titled: title), field.takesSeveral || taken.insert(field).inserted else {
                return nil
            }
            return field
        }
        for index in columns.indices where mapping[index] == nil && self.field(titled: columns[index]) == nil {
            let values = sample.compactMap { index < $0.count && !$0[index].isEmpty ? $0[index] : nil }
            guard let field = field(holding: values), field == .phone || taken.insert(field).inserted else { continue }
            mapping[index] = field
        }
        return mapping
    }

    private func field(titled title: String) -> ImportField? {
        let folded = Self.folded(title)
        if let own = fields.first(where: { Self.folded($0.label) == folded || Self.folded($0.key) == folded }) {
            return .own(own.key)
        }
        return Self.titles[folded] ?? (Self.isNumberedPhone(folded) ? .phone : nil)
    }

    private func field(holding values: [String]) -> ImportField? {
        guard !values.isEmpty else { return nil }
        if values.allSatisfy({ $0.contains("@") && !$0.contains(" ") }) { return .email }
        let isNumber = { (text: String) in
            text.utf8.count { (48...57).contains($0) } >= 7 && parser.parse(text, region: region).number != nil
        }
        return values.allSatisfy(isNumber) ? .phone : nil
    }

    /// In lower case, without spaces, dots, dashes and the like.
    static func folded(_ title: String) -> String {
        String(
            String.UnicodeScalarView(
                title.lowercased().unicodeScalars.filter { !" ._-:()/'*".unicodeScalars.contains($0) }))
    }

    /// `Phone 1 - Value`, `phone2`.
    private static func isNumberedPhone(_ folded: String) -> Bool {
        guard folded.hasPrefix("phone") else { return false }
        let rest = folded.dropFirst(5)
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        return !digits.isEmpty && (rest.count == digits.count || rest.dropFirst(digits.count) == "value")
    }

    /// The usual titles, those of Salesforce, HubSpot, Google and Outlook, and the properties of a vCard.
    private static let titles: [String: ImportField] = {
        var titles: [String: ImportField] = [:]
        for (field, words) in words { for word in words.split(separator: " ") { titles[String(word)] = field } }
        return titles
    }()

    private static let words: [(ImportField, String)] = [
        (.externalID, "externalid id contactid leadid recordid customerid uid"),
        (.name, "name fullname contactname contact displayname customer customername client clientname fn"),
        (.firstName, "firstname givenname forename first ngivenname"),
        (.lastName, "lastname familyname surname last nfamilyname"),
        (
            .phone,
            """
            phone phonenumber phoneno telephone telephonenumber tel mobile mobilephone mobilenumber mobilephonenumber cell \
            cellphone cellnumber number msisdn whatsapp whatsappphonenumber homephone workphone businessphone otherphone \
            otherphones primaryphone e164 landline
            """
        ),
        (.email, "email emailaddress mail email1value email1 emailaddress1 primaryemail workemail"),
        (
            .business,
            """
            business businessname company companyname organization organisation organizationname organisationname \
            organization1name account accountname firm employer org associatedcompany primaryassociatedcompany
            """
        ),
        (.status, "status contactstatus lifecyclestage leadstatus"),
        (.tags, "tags tag labels groups groupmembership categories"),
        (.owner, "owner contactowner leadowner ownername owneremail assignedto hubspotowner"),
        (.source, "source leadsource originalsource"),
        (.notes, "notes note comments comment remarks description"),
        (.estimatedValue, "estimatedvalue estimate potentialvalue dealvalue"),
        (.actualValue, "actualvalue revenue totalrevenue lifetimevalue value"),
        (.currency, "currency currencycode currencyisocode"),
        (.createdAt, "createdat created createddate createdate datecreated customersince"),
    ]
}
