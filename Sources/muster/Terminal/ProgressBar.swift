import Glibc

/// How far a long piece of work has come, on one line of the standard error that is drawn over itself.
///
/// It shows nothing unless people are watching, and leaves nothing behind when it ends.
struct ProgressBar {
    /// What is known of the work so far.
    struct State: Equatable {
        var label: String
        var done: UInt64
        /// `nil` when it is not known how much there is.
        var total: UInt64?
        var detail: String
    }

    private let isShown: Bool
    private var drawn: ContinuousClock.Instant?
    private var turns = 0
    private let output = StandardOutput(STDERR_FILENO)
    /// Faster than this is only flicker.
    private static let interval = Duration.milliseconds(50)
    private static let barWidth = 24

    init(isShown: Bool = Terminal.isError) {
        self.isShown = isShown
    }

    /// Shows the state, unless something was shown just before.
    mutating func show(_ state: State) {
        guard isShown else { return }
        let now = ContinuousClock.now
        if let drawn, drawn.duration(to: now) < Self.interval { return }
        drawn = now
        turns += 1
        let width = Terminal.width(of: STDERR_FILENO) ?? 80
        output.write("\r\u{1B}[K" + Self.line(state, turn: turns, width: width))
        output.flush()
    }

    /// Clears the line.
    mutating func end() {
        guard isShown, drawn != nil else { return }
        output.write("\r\u{1B}[K")
        output.flush()
        drawn = nil
    }

    /// The line for a state, at most `width - 1` columns, so that no terminal wraps it.
    static func line(_ state: State, turn: Int, width: Int) -> String {
        let bar: String
        if let total = state.total, total > 0 {
            let done = min(state.done, total)
            let filled = Int(done * UInt64(barWidth) / total)
            let percent = done * 100 / total
            let rest = String(repeating: "░", count: barWidth - filled)
            bar = String(repeating: "█", count: filled) + rest + " \(percent) %"
        } else {
            let place = turn % barWidth
            bar =
                String(repeating: "░", count: place) + "█"
                + String(repeating: "░", count: barWidth - place - 1)
        }
        let text = TerminalText.plain("\(state.label) \(bar) \(state.detail)")
        return TerminalText.truncated(text, to: max(1, width - 1))
    }
}
