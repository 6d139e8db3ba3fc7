import Glibc

/// What is on the other end of the standard streams.
enum Terminal {
    /// Whether people read the standard output as it comes.
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }
    /// Whether a person can answer on the standard input.
    static var isInput: Bool { isatty(STDIN_FILENO) == 1 }
    /// Whether people read the standard error as it comes.
    static var isError: Bool { isatty(STDERR_FILENO) == 1 }

    /// The terminal's width in columns; without a terminal what `COLUMNS` says, and `nil` when that says nothing.
    static func width(of descriptor: CInt = STDOUT_FILENO) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return Environment["COLUMNS"].flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil }
        }
        return Int(size.ws_col)
    }

    /// Whether colours are wanted: on a terminal, unless refused by a flag or by `NO_COLOR`.
    static func isColoured(refused: Bool) -> Bool {
        guard isOutput, !refused, Environment["NO_COLOR"] == nil else { return false }
        return Environment["TERM"] != "dumb"
    }
}

/// The variables of the environment.
enum Environment {
    /// The value of `name`; `nil` when it is absent or empty.
    static subscript(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
