import JSON

/// An amount in the minor units of an ISO 4217 currency, such as kobo of NGN.
package struct Money: Hashable, Sendable, Decodable {
    /// Minor units; negative for what we owe.
    package let amount: Int64
    /// Three upper-case letters.
    package let currency: String

    package init(amount: Int64, currency: String) {
        self.amount = amount
        self.currency = currency
    }

    private static let withoutMinorUnits: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ]
    private static let withThousandths: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    /// How many digits stand behind the point of a currency (ISO 4217): 0, 2 or 3; 2 for one that is not known.
    package static func digits(of currency: String) -> Int {
        withoutMinorUnits.contains(currency) ? 0 : withThousandths.contains(currency) ? 3 : 2
    }

    /// `{"amount":12550,"currency":"NGN"}`.
    package static var schema: Schema {
        .object([
            .required("amount", .integer(min: -9_007_199_254_740_991, max: 9_007_199_254_740_991)),
            .required("currency", .string(min: 3, max: 3, pattern: "^[A-Z]{3}$")),
        ])
    }
}

extension Money: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("amount", amount)
            $0.member("currency", currency)
        }
    }
}
