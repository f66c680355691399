import Client
import HTTP
import ModuleKit

/// One account's way to its provider's API: where it is, and how we sign in.
package struct ProviderAPI: Sendable {
    /// Who asks.
    package let client: OutsideClient
    /// Without a slash at the end.
    package let base: String
    /// The value of the field `Authorization`.
    package let authorization: String

    package init(client: OutsideClient, base: String, authorization: String) {
        (self.client, self.base, self.authorization) = (client, base, authorization)
    }

    /// Sends a form and takes what the provider says.
    ///
    /// - Parameter path: Path and query after ``base``, percent-encoded.
    /// - Throws: ``ProviderFault``; `undecided` when the request may have been carried out.
    package func send(
        _ method: Method, _ path: String, form: [(String, String)]
    ) async throws(ProviderFault) -> JSONValue {
        let body = form.map { "\(PercentCoding.encode($0.0, .form))=\(PercentCoding.encode($0.1, .form))" }
            .joined(separator: "&")
        return try await send(method, path, type: "application/x-www-form-urlencoded", Array(body.utf8))
    }

    /// The same with JSON.
    package func send(_ method: Method, _ path: String, json: JSONValue) async throws(ProviderFault) -> JSONValue {
        try await send(method, path, type: "application/json", json.jsonBytes)
    }

    /// The same without a body.
    package func send(_ method: Method, _ path: String) async throws(ProviderFault) -> JSONValue {
        try await send(method, path, type: nil, nil)
    }

    /// What was asked for.
    package struct Answer: Sendable {
        /// The body; null where it is no JSON.
        package let json: JSONValue
        /// The fields of the response.
        package let headers: Headers
    }

    /// Asks for something, with the fields of the response.
    package func get(_ path: String) async throws(ProviderFault) -> Answer {
        try await answer(.get, path, type: nil, nil)
    }

    private func send(
        _ method: Method, _ path: String, type: String?, _ body: [UInt8]?
    ) async throws(ProviderFault) -> JSONValue {
        try await answer(method, path, type: type, body).json
    }

    private func answer(
        _ method: Method, _ path: String, type: String?, _ body: [UInt8]?
    ) async throws(ProviderFault) -> Answer {
        var headers = [("Authorization", authorization), ("Accept", "application/json"), ("User-Agent", "Switchboard")]
        if let type { headers.append(("Content-Type", type)) }
        let response: ClientResponse
        do {
            response = try await client.request(method, base + path, headers: headers, body: body)
        } catch let error as ClientError {
            throw Self.fault(of: error)
        } catch {
            throw .undecided("The request was given up.")
        }
        let answer = (try? JSONParser.parse(response.body)) ?? .null
        guard (200..<300).contains(response.status.code) else { throw Self.fault(of: response, answer) }
        return Answer(json: answer, headers: response.headers)
    }

    private static func fault(of error: ClientError) -> ProviderFault {
        switch error {
        case .timedOut, .connectionLost, .malformed, .tooLarge: .undecided("The provider: \(error).")
        default: .unreachable("The provider: \(error).")
        }
    }

    private static func fault(of response: ClientResponse, _ answer: JSONValue) -> ProviderFault {
        let (code, said) = words(of: answer)
        let detail = "The provider says \(response.status.code)\(said.map { ": \(Self.clipped($0))" } ?? "")."
        switch response.status.code {
        case 401, 403: return .login(detail)
        case 404, 410: return .gone
        case 429: return .busy(retryAfterSeconds: wait(response))
        // Some are as busy with 503, and say when to come back; then nothing was done.
        case 503 where response.headers.contains("retry-after"): return .busy(retryAfterSeconds: wait(response))
        case 400..<500: return .refused(code: code, detail)
        default: return .undecided(detail)
        }
    }

    private static func wait(_ response: ClientResponse) -> Int {
        let said = response.headers["retry-after"].flatMap { Int($0) } ?? 1
        return min(max(said, 1), 3600)
    }

    /// What providers write into errors: Twilio `code`, `message`; Telnyx `errors`; Vonage `title`, `detail`; Plivo `error`.
    private static func words(of answer: JSONValue) -> (code: String?, said: String?) {
        let first = answer["errors"][0]
        let code = answer["code"].int64.map { "\($0)" } ?? answer["code"].string ?? first["code"].string
        let said =
            answer["message"].string ?? first["detail"].string ?? first["title"].string ?? answer["detail"].string
            ?? answer["title"].string ?? answer["error"].string
        return (code, said)
    }

    private static func clipped(_ text: String) -> String {
        String(text.prefix(300).map { $0.isNewline ? " " : $0 }).trimmingPrefix(" ").description
    }
}
