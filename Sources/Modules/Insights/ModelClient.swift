import Client
import HTTP
import ModuleKit
import Reactor

/// Asks language models by OpenAI's chat completions: `POST {base}/chat/completions`.
package struct ModelClient: Sendable {
    private let loop: EventLoop
    private let outside: ClientOptions
    private let inside: ClientOptions

    /// - Parameter allowed: Addresses that are asked although they are not public; at those, and at no others, in the clear
    ///   too.
    package init(on loop: EventLoop, allowing allowed: [AddressRange]) throws {
        self.loop = loop
        var options = try ClientOptions.outside(allowing: allowed)
        options.connectPatience = .seconds(5)
        options.bodyBytes = 1_048_576
        outside = options
        options.rules = .only(allowed)
        inside = options
    }

    /// What a server has answered.
    struct Completion: Sendable {
        /// The server's name for it; nil where it has none.
        var id: String?
        /// What the model wrote, or why that is of no use.
        var content: Result<String, ModelFault>
        var inputTokens: Int64
        var outputTokens: Int64
    }

    /// Asks once.
    func ask(_ settings: ModelSettings, system: String, user: String) async throws(ModelFault) -> Completion {
        let isPlain = settings.base.lowercased().hasPrefix("http://")
        var options = isPlain ? inside : outside
        options.requestPatience = .seconds(settings.timeoutSec)
        let client = OutsideClient(on: loop, options: options, allowsPlain: isPlain)
        var headers = [
            ("Content-Type", "application/json"), ("Accept", "application/json"), ("User-Agent", "Switchboard"),
        ]
        if let key = settings.key { headers.append(("Authorization", "Bearer \(key)")) }
        let body: JSONValue = [
            "model": .string(settings.model), "temperature": 0, "response_format": ["type": "json_object"],
            "messages": [
                ["role": "system", "content": .string(system)], ["role": "user", "content": .string(user)],
            ],
        ]
        let response: ClientResponse
        do {
            response = try await client.request(
                .post, settings.base + "/chat/completions", headers: headers, body: body.jsonBytes)
        } catch let error as ClientError {
            throw .failed("The model's server: \(error).")
        } catch {
            throw .failed("The request was given up.")
        }
        return try Self.completion(response)
    }

    private static func completion(_ response: ClientResponse) throws(ModelFault) -> Completion {
        let answer = (try? JSONParser.parse(response.body)) ?? .null  // What cannot be read says nothing.
        guard response.status.code == 200 else { throw fault(response, answer) }
        guard case .object = answer else {
            throw .unreadable("The model's server answered with something else than a JSON object.")
        }
        let choice = answer["choices"][0]
        let usage = answer["usage"]
        let content: Result<String, ModelFault>
        if let finish = choice["finish_reason"].string, finish != "stop" {
            content = .failure(.unreadable("The model ended its answer by `\(finish.prefix(40))`."))
        } else if let text = choice["message"]["content"].string {
            content = .success(text)
        } else {
            content = .failure(.unreadable("The model's server answered without a message."))
        }
        return Completion(
            id: answer["id"].string.flatMap { $0.isEmpty ? nil : $0 }, content: content,
            inputTokens: usage["prompt_tokens"].int64 ?? 0,
            outputTokens: usage["completion_tokens"].int64 ?? 0)
    }

    private static func fault(_ response: ClientResponse, _ answer: JSONValue) -> ModelFault {
        let said = answer["error"]["message"].string.map { ": " + $0.prefix(200).filter { !$0.isNewline } } ?? ""
        let detail = "The model's server says \(response.status.code)\(said)."
        let wait = response.headers["retry-after"].flatMap { Int64($0) }.map { Duration.seconds(min(max($0, 1), 3600)) }
        switch response.status.code {
        case 429: return .busy(retryAfter: wait)
        case 503 where wait != nil: return .busy(retryAfter: wait)
        // Too long, or against its rules: of another call that says nothing.
        case 400, 413, 422: return .refused(detail)
        default: return .failed(detail)
        }
    }
}
