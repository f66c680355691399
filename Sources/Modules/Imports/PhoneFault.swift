import Directory

/// Says what is wrong with a number in a file, and what would be right.
enum PhoneFault {
    static func explanation(_ text: String, _ reason: ParsedNumber.Reason?, _ region: String) -> String {
        let right =
            "write the whole number as it is dialled in \(region), or with + and its country code, such as +12025550143"
        if isRounded(text) {
            return
                "It was rounded by a spreadsheet, and its last digits are lost; format that column as text and export the "
                + "file again."
        }
        return switch reason {
        case .tooShort: "It has too few digits for a number of \(region); \(right)."
        case .tooLong: "It has too many digits for a number of \(region); \(right)."
        case .invalidLength: "It has a number of digits that no number of \(region) has; \(right)."
        case .localOnly: "It lacks its area code; \(right)."
        case .invalidCountryCode: "It begins with a country code that does not exist; \(right)."
        case .shortCode: "It is a short code, which cannot belong to a contact; \(right)."
        default: "It is no telephone number; \(right)."
        }
    }

    /// `2.34802E+12`.
    private static func isRounded(_ text: String) -> Bool {
        let bytes = text.utf8
        return (bytes.contains(UInt8(ascii: "E")) || bytes.contains(UInt8(ascii: "e")))
            && bytes.allSatisfy { (48...57).contains($0) || ".,+Ee".utf8.contains($0) }
            && bytes.contains(UInt8(ascii: "+"))
    }
}
