import Directory

/// `phone`: reads lines of a region and a number, and writes what each is.
enum PhoneCommand {
    static func run(_ words: [String]) throws {
        guard words.isEmpty else {
            return Program.say(
                """
                usage: switchboard phone < numbers

                Reads lines `REGION<TAB>number`, where REGION may be empty, and writes for each one line
                `e164<TAB>type`, or `-<TAB>reason` when it is no number.
                """)
        }
        while let line = readLine() { print(PhoneParser.shared.answer(toLine: line)) }
    }
}
