import ArgumentParser
import Wire

/// Which moment of the past a command asks for.
struct PointOptions: ParsableArguments {
    @Option(
        help: .init(
            "As of the end of this day, of this moment in UTC, or of this revision.",
            valueName: "time or revision"
        )
    )
    var at: PointArgument?

    var wire: V1.ReadPoint? { at?.wire }
}

/// A moment or a revision, as a word of the command line.
struct PointArgument: ExpressibleByArgument, Equatable {
    let wire: V1.ReadPoint

    init?(argument: String) {
        if let revision = UInt64(argument) {
            wire = V1.ReadPoint { $0.point = .revision(revision) }
        } else if let moment = MomentArgument(argument: argument) {
            wire = V1.ReadPoint { $0.point = .time(moment.end) }
        } else {
            return nil
        }
    }
}
