import Calls
import JSON

/// `{"success":true,"data":{"call":…,"contact":…,"plan":[…]}}`.
struct PlanDocument {
    let plan: CallPlan
    let context: AnswerContext

    func document() -> AnswerDocument {
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.member("success", true)
            json.object("data") { json in
                json.member("call", context.call)
                json.member("contact", context.contact)
                guard context.carriesPlan else { return }
                json.member("recording", context.recordingOn)
                json.member("transcription", context.transcriptionOn)
                json.member("language", plan.language)
                json.member("voice", plan.voice)
                json.member(
                    "plan",
                    plan.steps.map { CallPlan.Step(id: $0.id, action: context.addressed($0.action), next: $0.next) })
            }
        }
        return AnswerDocument(contentType: "application/json", bytes: json.bytes)
    }
}
