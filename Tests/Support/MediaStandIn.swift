import Client
import Domain
import HTTP
import Reactor
import Server
import Web

/// A provider's media server on a port of its own: it answers what a test tells it to, and remembers who asked.
package final class MediaStandIn: Sendable {
    /// A request as it came.
    package struct Seen: Sendable {
        package let method: String
        package let target: String
        package let authorization: String?
        package let range: String?
    }

    private struct State {
        var answers: [Response] = []
        var seen: [Seen] = []
    }

    /// Such as `http://127.0.0.1:41234`; with a certificate `https://localhost:41234`.
    package let origin: String
    private let group: EventLoopGroup
    private let server: HTTPServer
    private let state = Lock(State())

    /// - Parameters:
    ///   - sound: What is answered to GET when nothing else was told; DELETE is 204 then.
    ///   - identity: Of `localhost`; nil: it speaks in the clear.
    package init(sound: [UInt8], type: String = "audio/x-wav", identity: TLSIdentity? = nil) throws {
        group = try EventLoopGroup(count: 1)
        let state = state
        let answer: @Sendable (Request) async throws -> Response = { request in
            let seen = Seen(
                method: request.method.rawValue, target: request.head.target,
                authorization: request.headers["authorization"], range: request.headers["range"])
            let told = state.withLock { state -> Response? in
                state.seen.append(seen)
                return state.answers.isEmpty ? nil : state.answers.removeFirst()
            }
            if let told { return told }
            return request.method == .delete ? .noContent : Self.part(of: sound, type, seen.range)
        }
        var options = ServerOptions()
        options.port = 0
        if let identity { options.transport = { try identity.transport() } }
        let routes: [Route] = [.get("/*path", .anyone, answer).openQuery, .delete("/*path", .anyone, answer).openQuery]
        server = HTTPServer(group: group, router: try Router(routes), options: options)
        let port = try server.start()
        origin = identity == nil ? "http://127.0.0.1:\(port)" : "https://localhost:\(port)"
    }

    private static func part(of sound: [UInt8], _ type: String, _ range: String?) -> Response {
        guard let range, case .ranges(let ranges) = ByteRange.parse(range, size: Int64(sound.count)) else {
            return .bytes(sound, type: type)
        }
        return .bytes(
            Array(sound[Int(ranges[0].lowerBound)..<Int(ranges[0].upperBound)]), type: type, status: .partialContent
        )
        .with("Content-Range", ByteRange.contentRange(ranges[0], size: Int64(sound.count)))
    }

    /// Gives these answers to the next requests, in order.
    package func answer(_ responses: Response...) { state.withLock { $0.answers += responses } }

    /// Every request so far.
    package var seen: [Seen] { state.withLock { $0.seen } }

    /// Ends it.
    package func stop() async {
        await server.stop(within: .zero)
        await group.stop(within: .zero)
    }
}

/// Runs a program beside a provider's media server that it may fetch from.
package func withRecordings<Result: Sendable>(
    sound: [UInt8], type: String = "audio/x-wav", _ options: TestOptions = TestOptions(),
    _ body: (TestServer, MediaStandIn) async throws -> Result
) async throws -> Result {
    let media = try MediaStandIn(sound: sound, type: type)
    var options = options
    if options.recordings == .never { options.recordings = .byHand }
    options.flags += ["--media-origins", media.origin]
    do {
        let result = try await withServer(options) { try await body($0, media) }
        await media.stop()
        return result
    } catch {
        await media.stop()
        throw error
    }
}

extension Wire {
    /// A finished recording of a call, whose sound is at a stand-in.
    package func recorded(
        _ recording: String, of call: String, at media: MediaStandIn, as tenant: Tenant? = nil,
        more: [(String, String)] = []
    ) async throws {
        let form = (Self.recording(recording, of: call) + more).map { field in
            guard field.0 == "RecordingUrl" else { return field }
            return ("RecordingUrl", "\(media.origin)/2010-04-01/Accounts/AC0/Recordings/\(recording)")
        }
        _ = try await twilio("voice", Self.ringing(call), as: tenant)
        _ = try await twilio("recording", form, as: tenant)
    }

    /// GET of a sound, with the company's key or without one.
    package func sound(
        _ path: String, method: Method = .get, headers: [(String, String)] = [], as tenant: Tenant? = nil,
        signedIn: Bool = true
    ) async throws -> ClientResponse {
        let fields = signedIn ? [("Authorization", "Bearer \((tenant ?? company).token)")] : []
        return try await client.request(method, path, headers: fields + headers)
    }
}

/// Makes WAV files.
package enum Sound {
    /// - Parameters:
    ///   - tag: 1 PCM, 6 A-law, 7 µ-law.
    ///   - samples: The bytes of the samples.
    package static func wave(tag: Int = 1, bits: Int = 16, channels: Int = 1, rate: Int = 8000, _ samples: [UInt8])
        -> [UInt8]
    {
        func number(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let frame = channels * bits / 8
        let format =
            number(tag, 2) + number(channels, 2) + number(rate, 4) + number(rate * frame, 4) + number(frame, 2)
            + number(bits, 2)
        return Array("RIFF".utf8) + number(36 + samples.count, 4) + Array("WAVEfmt ".utf8) + number(16, 4) + format
            + Array("data".utf8) + number(samples.count, 4) + samples
    }

    /// So many milliseconds of one channel of PCM at 8,000 Hz and 16 bits, loud throughout.
    package static func loud(milliseconds: Int) -> [UInt8] {
        wave((0..<milliseconds * 8).flatMap { $0 % 2 == 0 ? [0x34, 0x52] : [0xCC, 0xAD] as [UInt8] })
    }
}
