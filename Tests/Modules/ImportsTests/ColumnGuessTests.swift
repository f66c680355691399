import Directory
import Testing

@testable import Imports

@Suite struct ColumnGuessTests {
    private static let guess = ColumnGuess(
        region: "NG", parser: .shared, fields: [ContactField(key: "tier", label: "Loyalty Tier", type: .text)])

    private static let headers: [(columns: [String], fields: [String?], source: ImportSource)] = [
        (["name", "phone", "email", "business"], ["name", "phone", "email", "business"], .csv),
        (["Full Name", "Phone-Number", "E-Mail", "Company"], ["name", "phone", "email", "business"], .csv),
        (
            ["Birthday", "Last Name", "Phone 2 - Value", "First Name", "Phone 1 - Value"],
            [nil, "lastName", "phone", "firstName", "phone"], .csv
        ),
        (
            ["Name", "Contact Name", "loyalty tier", "Labels", "Tags"], ["name", nil, "fields.tier", "tags", "tags"],
            .csv
        ),
        (
            [
                "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Contact owner", "Lifecycle Stage",
                "Lead Status", "Create Date", "Associated Company", "Associated Company IDs",
            ],
            [
                "externalId", "firstName", "lastName", "email", "phone", "owner", "status", nil, "createdAt",
                "business", nil,
            ],
            .hubspot
        ),
        (
            [
                "Salutation", "First Name", "Last Name", "Account Name", "Mailing Street", "Phone", "Mobile", "Email",
                "Lead Source", "Contact Owner", "Contact ID",
            ],
            [
                nil, "firstName", "lastName", "business", nil, "phone", "phone", "email", "source", "owner",
                "externalId",
            ],
            .salesforce
        ),
        (
            [
                "Id", "IsDeleted", "AccountId", "LastName", "FirstName", "MobilePhone", "Email", "OwnerId",
                "CreatedDate",
                "SystemModstamp", "Description",
            ],
            ["externalId", nil, nil, "lastName", "firstName", "phone", "email", nil, "createdAt", nil, "notes"],
            .salesforce
        ),
    ]

    @Test(arguments: headers)
    func columnsAreFoundByTheirUsualNames(columns: [String], fields: [String?], source: ImportSource) {
        #expect(Self.guess.mapping(of: columns).map { $0?.wire } == fields)
        #expect(ImportSource(.csv, columns: columns) == source)
    }

    @Test func whatStandsInAColumnTellsWhereItsTitleDoesNot() {
        let mapping = Self.guess.mapping(
            of: ["Kontakt", "Rufnummer", "Wert"],
            sample: [["ada@example.com", "0802 123 4567", "12"], ["", "+44 20 7946 0958", "1234567"]])
        #expect(mapping.map { $0?.wire } == ["email", "phone", nil])
    }

    @Test func aCardsPropertiesAreKnown() {
        let mapping = Self.guess.mapping(of: VCardReader.Column.allCases.map(\.title)).map { $0?.wire }
        #expect(
            mapping == [
                "name", "firstName", "lastName", "phone", "email", "business", nil, "notes", "tags", nil, nil, nil,
                "externalId",
            ])
    }
}
