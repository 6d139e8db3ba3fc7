import ArgumentParser

/// Whether a person has to say yes before something is taken away.
struct Confirmation: ParsableArguments {
    @Flag(name: [.customShort("y"), .long], help: "Do not ask.")
    var yes = false

    /// Asks on the terminal, unless `--yes` has answered already.
    ///
    /// - Parameter question: What is about to happen, as a question.
    /// - Throws: That nothing was done: the answer was no, or nobody is there to ask.
    func ask(_ question: String) throws(CommandError) {
        if yes { return }
        guard Terminal.isInput else {
            throw CommandError(.usage, "nobody is there to ask; give --yes if you mean it")
        }
        StandardOutput(2).write("\(TerminalText.plain(question)) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes"].contains(answer) else {
            throw CommandError(.failure, "nothing was changed")
        }
    }
}
