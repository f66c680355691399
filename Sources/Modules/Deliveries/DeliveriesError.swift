import ModuleKit

/// Why an endpoint is not made, or a delivery not sent again.
enum DeliveriesError: Error, Sendable {
    case unknownEndpoint(WebhookEndpointID)
    case unknownDelivery(WebhookDeliveryID)
    case tooManyEndpoints(Int)
    /// The log does not keep the event any more.
    case eventGone(Int64)
    case cannotContinue(after: Int64, epoch: String, EventLog.Extent)
}

extension DeliveriesError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownEndpoint(let id): .notFound("There is no webhook endpoint \(id).")
        case .unknownDelivery(let id): .notFound("There is no webhook delivery \(id).")
        case .tooManyEndpoints(let most):
            .conflict("A company has at most \(most) webhook endpoints: remove one first.")
        case .eventGone(let offset): .conflict("The log does not keep the event at offset \(offset) any more.")
        case .cannotContinue(let after, let epoch, let extent):
            Problem(
                .gone, "/problems/cannot-continue", "Cannot continue",
                detail:
                    "The log of epoch \(epoch) has \(extent.first) to \(extent.last): nothing follows \(after) there.",
                field: "after", extra: ["epoch": epoch, "first": extent.first, "offset": extent.last])
        }
    }
}
