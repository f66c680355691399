/// Which column of a file is what, told from its first line.
struct ImportColumns: Sendable, Equatable {
    /// The first line names nothing that is known.
    struct Unknown: Error {
        let detail: String
    }

    var name: Int?
    var firstName: Int?
    var lastName: Int?
    /// In the file's order: the number to call first comes first.
    var phones: [Int] = []
    var email: Int?
    var business: Int?
    /// Columns that are not read, by name.
    var ignored: [String] = []

    /// Reads the names in any order and case; spaces, dots, dashes and underscores do not count.
    init(_ header: [String]) throws(Unknown) {
        for (index, title) in header.enumerated() {
            let known = Self.folded(title)
            if name == nil, Self.names.contains(known) {
                name = index
            } else if firstName == nil, Self.firstNames.contains(known) {
                firstName = index
            } else if lastName == nil, Self.lastNames.contains(known) {
                lastName = index
            } else if phones.count < 5, Self.phoneNames.contains(known) || Self.isNumberedPhone(known) {
                phones.append(index)
            } else if email == nil, Self.emails.contains(known) {
                email = index
            } else if business == nil, Self.businesses.contains(known) {
                business = index
            } else if !title.isEmpty {
                ignored.append(title)
            }
        }
        guard name != nil || firstName != nil || lastName != nil || !phones.isEmpty || email != nil else {
            let found = header.prefix(20).map { "`\($0.prefix(40))`" }.joined(separator: ", ")
            throw Unknown(
                detail:
                    "The first line must name the columns: one of `name`, `phone` and `email` at least, and `business` if there is "
                    + "one. It has \(found.isEmpty ? "nothing" : found).")
        }
    }

    /// The columns that make up a name when there is none for the whole of it.
    var nameParts: [Int] { name.map { [$0] } ?? [firstName, lastName].compactMap(\.self) }

    private static func folded(_ title: String) -> String {
        String(
            String.UnicodeScalarView(
                title.lowercased().unicodeScalars.filter { !" ._-:()/'".unicodeScalars.contains($0) }))
    }

    /// `Phone 1 - Value`, `phone2`.
    private static func isNumberedPhone(_ folded: String) -> Bool {
        guard folded.hasPrefix("phone") else { return false }
        let rest = folded.dropFirst(5)
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        return !digits.isEmpty && (rest.count == digits.count || rest.dropFirst(digits.count) == "value")
    }

    private static let names: Set<String> = [
        "name", "fullname", "contactname", "contact", "displayname", "customer", "customername", "client", "clientname",
    ]
    private static let firstNames: Set<String> = ["firstname", "givenname", "forename", "first"]
    private static let lastNames: Set<String> = ["lastname", "familyname", "surname", "last"]
    private static let phoneNames: Set<String> = [
        "phone", "phonenumber", "phoneno", "telephone", "telephonenumber", "tel", "mobile", "mobilephone",
        "mobilenumber",
        "cell", "cellphone", "cellnumber", "number", "msisdn", "whatsapp", "homephone", "workphone", "businessphone",
        "otherphone", "otherphones", "primaryphone", "e164", "landline",
    ]
    private static let emails: Set<String> = [
        "email", "emailaddress", "mail", "email1value", "email1", "emailaddress1", "primaryemail", "workemail",
    ]
    private static let businesses: Set<String> = [
        "business", "businessname", "company", "companyname", "organization", "organisation", "organizationname",
        "organisationname", "organization1name", "account", "accountname", "firm", "employer",
    ]
}
