/// What a call was about: its summary, its outcome, and how it went, word for word.
struct DemoTopic: Sendable {
    let intent: String
    /// `{item}` and `{day}` stand for what it was about.
    let summary: String
    let outcome: String
    let sentiment: String
    let keywords: [String]
    /// Caller and agent in turns; the agent begins.
    let lines: [String]
    /// How often it comes up.
    let weight: Int
}

/// What is said and written in the demo's company, which sells and looks after solar power for houses and shops.
enum DemoWords {
    static let agents: [(name: String, number: String)] = [
        ("Kemi Balogun", "+13125550171"), ("Daniel Reyes", "+13125550172"), ("Priya Nair", "+13125550173"),
        ("Tom Ashworth", "+13125550174"),
    ]

    static let items = [
        "5 kVA inverter", "rooftop panels", "lithium battery", "charge controller", "backup generator", "smart meter",
        "water pump", "street light", "cold room",
    ]

    static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    static let notes = [
        "Prefers to be called before nine.", "Ask for the site manager; the owner travels.",
        "Paid in two instalments last time, both on the day.", "Gate code is asked for at the security post.",
        "Wants every quote by e-mail, never by phone.", "Recommended us to two neighbours.",
        "Has a dog: call from the gate.", "Second site opens next quarter.", "Speaks French and a little English.",
        "Roof is corrugated iron; bring the long ladder.", "Invoices go to the bookkeeper, with the order number.",
        "Warranty on the old battery ends in the autumn.", "Compares us with one other supplier.",
        "Was unhappy with the delay in spring; keep the date this time.",
    ]

    static let messages = [
        "Hello, this is about the {item}. Please call me back when you can.",
        "Good afternoon. I am still waiting for {day}'s visit. Please call.",
        "Hi, I saw your advert and would like a price for a {item}. Thank you.",
        "It stopped again this morning. Could somebody come before {day}? Thank you.",
        "I would like to change my appointment to {day}. My number is the one I am calling from.",
    ]

    static let topics: [DemoTopic] = [
        DemoTopic(
            intent: "book a visit", summary: "Booked a site visit for {day} about the {item}.", outcome: "booked",
            sentiment: "positive", keywords: ["visit", "appointment"],
            lines: [
                "Thank you for calling. How can I help?", "I would like somebody to look at my {item}.",
                "Certainly. Would {day} morning suit you?", "{day} is fine, but not before ten.",
                "I have put you down for {day} at half past ten.", "Lovely, thank you.",
            ], weight: 22),
        DemoTopic(
            intent: "ask for a quote", summary: "Asked what a {item} costs with fitting; the quote goes out by e-mail.",
            outcome: "quote sent", sentiment: "neutral", keywords: ["quote", "price"],
            lines: [
                "Good morning, how can I help?", "What does a {item} cost, with fitting?",
                "That depends on the roof. May I ask three questions?", "Go ahead.",
                "How many rooms, which appliances, and how long are the outages?",
                "Four rooms, a fridge and a freezer, and six hours most days.",
                "Then I will send you two options by e-mail today.", "Perfect. I will look at them tonight.",
            ], weight: 20),
        DemoTopic(
            intent: "report a fault",
            summary:
                "The {item} shows error 12 and switches off at night; reset by phone, a technician calls back on {day}.",
            outcome: "callback", sentiment: "negative", keywords: ["fault", "error 12"],
            lines: [
                "Support, how can I help?", "My {item} keeps switching off at night.",
                "I am sorry to hear that. What does the display say?", "Error twelve, and a red light.",
                "Please hold the reset button for five seconds.", "Done. The light is green now.",
                "Good. A technician will call you on {day} to make sure it stays green.",
                "Please do, it is the third time.",
            ], weight: 14),
        DemoTopic(
            intent: "pay an invoice", summary: "Agreed to pay the open invoice in two parts, the first on {day}.",
            outcome: "payment arranged", sentiment: "neutral", keywords: ["invoice", "payment"],
            lines: [
                "Accounts, good afternoon.", "I have an invoice for a {item} and would like to pay in two parts.",
                "That is possible. When could you make the first payment?", "On {day}.",
                "Then I have noted half on {day} and half a month later.", "Thank you for being flexible.",
            ], weight: 9),
        DemoTopic(
            intent: "follow an order", summary: "Asked where the {item} is; delivery confirmed for {day}.",
            outcome: "resolved", sentiment: "positive", keywords: ["order", "delivery"],
            lines: [
                "Thank you for calling. How can I help?", "I ordered a {item} two weeks ago. Where is it?",
                "Let me look. It left the warehouse yesterday.", "So when will it be here?",
                "On {day}, between eight and noon.", "Great, somebody will be there.",
            ], weight: 12),
        DemoTopic(
            intent: "book maintenance", summary: "Yearly maintenance of the {item} arranged for {day}.",
            outcome: "booked",
            sentiment: "positive", keywords: ["maintenance"],
            lines: [
                "Good morning, how can I help?", "It is a year since you fitted the {item}.",
                "Then it is time for the yearly check. How about {day}?", "{day} works.",
                "I have booked it. Anything else?",
                "No, that was all.",
            ], weight: 10),
        DemoTopic(
            intent: "complain",
            summary: "Complained that the technician came late for the {item}; a discount was offered.",
            outcome: "complaint", sentiment: "negative", keywords: ["complaint", "late"],
            lines: [
                "Thank you for calling. How can I help?", "Your technician came four hours late. I lost a day.",
                "I am very sorry. That should not have happened.", "What will you do about it?",
                "I can take ten percent off the invoice for the {item}.", "All right. But please be on time next week.",
            ], weight: 5),
        DemoTopic(
            intent: "ask for help", summary: "Explained how to read the display of the {item}.", outcome: "resolved",
            sentiment: "positive", keywords: ["how-to"],
            lines: [
                "Support, how can I help?", "What does the second bar on the {item} mean?",
                "It is how much the battery has left.", "So half of it is used?",
                "Yes, and it will be full again by noon.",
                "Now I understand. Thank you!",
            ], weight: 8),
        DemoTopic(
            intent: "cancel", summary: "Cancelled the order for the {item}; moving to another city.",
            outcome: "cancelled",
            sentiment: "neutral", keywords: ["cancel"],
            lines: [
                "Good afternoon, how can I help?", "I have to cancel my order for the {item}. We are moving.",
                "I am sorry to lose you. I have cancelled it, and nothing is charged.", "Thank you for making it easy.",
            ], weight: 3),
        DemoTopic(
            intent: "unclear", summary: "Wanted a taxi company.", outcome: "wrong number", sentiment: "neutral",
            keywords: [],
            lines: [
                "Thank you for calling. How can I help?", "Is this the taxi company?", "No, I am afraid it is not.",
                "Sorry!",
            ],
            weight: 3),
    ]

    /// What passed between a contact and the company other than by phone.
    static let exchanges: [(kind: String, summary: String, outcome: String?)] = [
        ("email", "Sent the quote for the {item}.", "quote sent"),
        ("email", "Asked for the data sheet of the {item}; sent.", "resolved"),
        ("sms", "Reminder of {day}'s visit.", nil), ("sms", "Confirmed {day}.", "booked"),
        ("chat", "Asked on the web page whether the {item} works with an old generator.", "resolved"),
        ("appointment", "Site visit: measured the roof for the {item}.", "completed"),
        ("appointment", "Fitted the {item}.", "completed"), ("note", "Prefers the {item} of the other maker.", nil),
        ("note", "Will decide on the {item} after {day}.", nil),
    ]

    /// Puts something in the places that a text leaves open.
    static func fill(_ text: String, item: String, day: String) -> String {
        text.replacing("{item}", with: item).replacing("{day}", with: day)
    }
}
