import Testing

@testable import Imports

@Suite struct ImportColumnsTests {
    @Test(arguments: [
        ["name", "phone", "email", "business"], ["Full Name", "Phone-Number", "E-Mail", "Company"],
        ["CONTACT_NAME", "Mobile", "Email Address", "Organisation"],
    ])
    func columnsAreFoundByTheirUsualNames(header: [String]) throws {
        let columns = try ImportColumns(header)
        #expect(columns.name == 0)
        #expect(columns.phones == [1])
        #expect(columns.email == 2)
        #expect(columns.business == 3)
        #expect(columns.ignored.isEmpty)
    }

    @Test func columnsStandInAnyOrderAndOthersAreNamed() throws {
        let columns = try ImportColumns(["Birthday", "Last Name", "Phone 2 - Value", "First Name", "Phone 1 - Value"])
        #expect(columns.nameParts == [3, 1])
        #expect(columns.phones == [2, 4])
        #expect(columns.ignored == ["Birthday"])
    }

    @Test func aFileWithoutKnownColumnsIsRefusedByName() {
        let error = #expect(throws: ImportColumns.Unknown.self) { try ImportColumns(["Ada", "+2348021234567"]) }
        #expect(error?.detail.contains("`Ada`") == true)
    }
}
