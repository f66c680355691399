import Directory

/// `phone`: reads lines of a region and a number, and writes what each is.
enum PhoneCommand {
    static func run(_ words: [String]) throws {
        let arguments = try Arguments(words, valued: [], flags: ["full", "help"])
        if arguments.has("help") || !arguments.words.isEmpty {
            return Program.say(
                """
                usage: switchboard phone [--full] < numbers

                Reads lines `REGION<TAB>number`, where REGION may be empty, and writes for each one line
                `e164<TAB>type`, or `-<TAB>reason` when it is no number. With --full the region, the extension, the
                national and the international form follow.
                """)
        }
        let isFull = arguments.has("full")
        while let line = readLine() { print(PhoneParser.shared.answer(line, isFull: isFull)) }
    }
}
