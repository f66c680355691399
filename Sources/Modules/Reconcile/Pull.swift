import Calls
import HTTP
import ModuleKit
import Providers
import Webhooks

/// How far the reading of one span of an account's records is.
///
/// A page that the provider would not give is asked for again later, from here; after a restart the span is read anew,
/// which changes nothing that is known.
struct Pull: Sendable {
    let account: AccountID
    let company: CompanyID
    let span: Range<Timestamp>
    /// Whether somebody has asked for it.
    let isWanted: Bool
    var counts = ReconcileCounts()
    /// Records of a leg whose conversation was not known when they came: its own record may be on a later page.
    var waiting: [ProviderEvent] = []

    /// Which of the provider's lists is being read.
    private(set) var list = 0
    /// The page that is asked for next; nil: the list's first.
    private var page: String?
    private var pages = 0
    private var items = 0

    /// Beyond, the provider leads in a circle.
    private static let mostPages = 2_000

    init(account: AccountID, company: CompanyID, span: Range<Timestamp>, isWanted: Bool) {
        (self.account, self.company, self.span, self.isWanted) = (account, company, span, isWanted)
    }

    /// Path and query of the next page of a list.
    func path(_ list: RecordList, _ login: ProviderLogin) -> String { page ?? first(list, login) }

    private func first(_ list: RecordList, _ login: ProviderLogin) -> String {
        list.path(user: login.user, application: login.application, from: span.lowerBound, to: span.upperBound)
    }

    /// Goes on to the next page, or to the next list after the last page of this one.
    ///
    /// - Returns: Whether the list goes on.
    /// - Throws: ``ProviderFault`` when the next page is not at the provider, or was asked for already.
    mutating func advance(
        _ list: RecordList, _ login: ProviderLogin, after answer: ProviderAPI.Answer, records: Int, base: String
    ) throws(ProviderFault) -> Bool {
        pages += 1
        items += records
        var next: String?
        switch list.next {
        case .address(let names): next = names.reduce(answer.json) { $0[$1] }.string
        case .link: next = answer.headers["link"].flatMap(Self.next(inLink:))
        case .page(let name): next = records == 0 ? nil : Self.with(name, pages + 1, first(list, login))
        case .offset(let name): next = records == 0 ? nil : Self.with(name, items, first(list, login))
        }
        if next?.isEmpty == true { next = nil }
        guard let next else {
            (self.list, page, pages, items) = (self.list + 1, nil, 0, 0)
            return false
        }
        let target = try Self.target(next, base)
        guard target != path(list, login), pages < Self.mostPages else {
            throw .refused(code: nil, "The provider's pages of \(list.name) lead in a circle.")
        }
        page = target
        return true
    }

    /// The address of the next page in a field `Link` (RFC 8288 §3).
    private static func next(inLink field: String) -> String? {
        for part in field.split(separator: "<").dropFirst() {
            guard let end = part.firstIndex(of: ">") else { continue }
            let parameters = part[end...].lowercased().filter { $0 != " " && $0 != "\"" }
            if parameters.contains(";rel=next") { return String(part[..<end]) }
        }
        return nil
    }

    private static func with(_ name: String, _ value: Int, _ path: String) -> String {
        "\(path)\(path.contains("?") ? "&" : "?")\(PercentCoding.encode(name))=\(value)"
    }

    /// The part of an address behind the API's own: whoever gets our login is nobody else.
    private static func target(_ address: String, _ base: String) throws(ProviderFault) -> String {
        if address.hasPrefix("/"), !address.hasPrefix("//") { return address }
        guard address.lowercased().hasPrefix("\(base.lowercased())/") else {
            throw .refused(code: nil, "The provider's next page is not at \(base).")
        }
        return String(address.dropFirst(base.count))
    }
}
