import Directory

/// What a `Retry-After` field asks for (RFC 9110 section 10.2.3).
struct RetryAfter {
    /// From now on; zero for a moment that has passed.
    let milliseconds: Int64

    /// Reads seconds, or a date in any of the three forms that HTTP has had; nil for anything else.
    init?(_ text: String, now: Timestamp) {
        if let seconds = Int64(text) {
            guard seconds >= 0 else { return nil }
            // A number of this size is as good as never.
            milliseconds = min(seconds, 1_000_000_000) * 1000
            return
        }
        guard let moment = RetryAfter.date(text) else { return nil }
        milliseconds = max(0, moment.milliseconds - now.milliseconds)
    }

    /// "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" and
    /// "Sun Nov  6 08:49:37 1994" differ in order and in separators only.
    private static func date(_ text: String) -> Timestamp? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.dropFirst()
        guard let time = words.first(where: { $0.contains(":") }),
            let monthName = words.first(where: { $0.first?.isLetter == true && $0 != "GMT" }),
            let month = months.firstIndex(of: monthName.lowercased())
        else { return nil }
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).compactMap {
            Int($0)
        }
        // Day and year are the numbers that are left, and in every form the day comes first.
        let numbers = words.filter { !$0.contains(":") }.compactMap { Int($0) }
        guard clock.count == 3, numbers.count == 2, let day = numbers.first,
            let lastNumber = numbers.last
        else { return nil }
        let isShort = lastNumber < 100
        let year = isShort ? lastNumber + (lastNumber < 70 ? 2000 : 1900) : lastNumber
        return Timestamp(
            year: year,
            month: month + 1,
            day: day,
            hour: clock[0],
            minute: clock[1],
            second: clock[2]
        )
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}
