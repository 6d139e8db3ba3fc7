import ArgumentParser
import Client
import Glibc
import Transport
import Wire

/// `muster watch`: what changes, as it changes.
struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow what changes, live.",
        discussion: """
            It goes on until it is interrupted, and finds the server again by itself when the connection is \
            lost. With --state it goes on exactly where it stopped, also after a crash: what was shown and \
            not noted yet is shown again, nothing is left out.

            Exit status: 0 when --until was reached or it was interrupted; 4 when the token is refused, also \
            later on; 5 when the server cannot be reached at the beginning (--wait goes on trying); 6 when the \
            server no longer knows what happened since the state was noted (--resnapshot begins again); \
            others as for every verb.
            """
    )

    @OptionGroup(title: "What to follow") var filter: WatchFilter
    @OptionGroup(title: "Where to begin and to end") var span: WatchSpan

    @Flag(help: "The latest state of each group when behind, in place of each revision.")
    var latest = false

    @Option(help: .init("Seconds between signs of life, 1 to 60.", valueName: "seconds"))
    var heartbeat: UInt32 = 10

    @Flag(help: "Go on trying when the server cannot be reached at the beginning.")
    var wait = false

    @Flag(help: "JSON, one object a line.")
    var json = false

    @Flag(
        name: [.customLong("no-colour"), .customLong("no-color")],
        help: "No colours; NO_COLOR does the same."
    )
    var noColour = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...60).contains(heartbeat) else {
            throw ValidationError("--heartbeat must be 1 to 60.")
        }
        if latest, filter.showsMembers == true {
            throw ValidationError("--latest tells of no members: leave one of the two.")
        }
    }

    /// What to ask for; where to begin is another matter.
    func request() -> V1.SubscribeRequest {
        V1.SubscribeRequest {
            $0.filter = filter.wire
            $0.fields = filter.fieldNames
            $0.delivery = latest ? .latestPerKey : .everyRevision
            $0.heartbeatMilliseconds = heartbeat * 1000
            $0.includeOld = true
            $0.includeMembers = !latest && filter.showsMembers ?? true
            $0.untilRevision = span.until ?? 0
        }
    }

    func run() throws {
        let interruption = try Interrupt.onSignals()
        let file = try span.state.map { path throws(CommandError) in try WatchState(path) }
        let settings = SubscriptionSettings(
            request(),
            start: span.start(from: try file?.read()),
            startsOver: span.resnapshot,
            keepsTrying: wait
        )
        let client = try connection.client(interruption: interruption)
        let show: any WatchOutput =
            json
            ? WatchJSON()
            : WatchLines(
                names: GroupNames(try connection.client(interruption: interruption)),
                address: "\(client.settings.address)",
                isColoured: Terminal.isColoured(refused: noColour)
            )
        do {
            try follow(Subscriber(client, settings), show, file)
        } catch let error as ClientError where interruption.isRaised && error.code == .cancelled {
            _ = show.flush()
        }
    }

    /// Shows each step, and only then notes how far it has come.
    private func follow(
        _ subscriber: Subscriber,
        _ output: any WatchOutput,
        _ file: WatchState?
    ) throws {
        while let step = try subscriber.next() {
            try output.show(step)
            // What nobody has seen is not noted either.
            guard output.flush() else { return }
            if let point = step.point { try file?.write(point) }
        }
    }
}

/// Where `muster watch` begins and ends.
struct WatchSpan: ParsableArguments {
    @Option(
        help: .init(
            "Go on from what this file notes, and note every step in it.",
            valueName: "file"
        ),
        completion: .file()
    )
    var state: String?

    @Flag(help: "Everything as it is first, then what changes. Default: only what changes.")
    var snapshot = false

    @Option(help: .init("What changed after this revision.", valueName: "revision"))
    var after: UInt64?

    @Option(help: .init("End once this revision is told.", valueName: "revision"))
    var until: UInt64?

    @Flag(help: "Begin again with everything as it is, when the server has forgotten too much.")
    var resnapshot = false

    func validate() throws {
        if snapshot, after != nil {
            throw ValidationError("--snapshot and --after exclude each other.")
        }
        if until == 0 { throw ValidationError("--until must be at least 1.") }
    }

    /// Where to begin; what the state file notes goes before the flags, which are for its first time.
    func start(from point: V1.ResumePoint?) -> SubscriptionSettings.Start {
        if let point { return .resume(point) }
        if let after { return .after(after) }
        return snapshot ? .snapshot : .tail
    }
}

/// What SIGINT and SIGTERM do to a program that waits for a server.
enum Interrupt {
    /// Raised by the first such signal; the second ends the program as usual.
    static func onSignals() throws(CommandError) -> ClientInterruption {
        let interruption: ClientInterruption
        do {
            interruption = try ClientInterruption()
        } catch {
            throw CommandError(ClientError(error))
        }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        // Threads that are made later inherit the mask: the signals reach nobody but the waiter.
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let waiter = SignalWaiter(signals: signals, interruption: interruption)
        waiter.start()
        return interruption
    }
}

/// A thread that waits for one signal.
private final class SignalWaiter: Sendable {
    private let signals: sigset_t
    private let interruption: ClientInterruption

    init(signals: sigset_t, interruption: ClientInterruption) {
        self.signals = signals
        self.interruption = interruption
    }

    func start() {
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<SignalWaiter>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            Unmanaged.passRetained(self).toOpaque()
        )
        precondition(status == 0, "no thread: pthread_create answered \(status)")
        pthread_detach(thread)
    }

    private func run() {
        var signals = signals
        var received: Int32 = 0
        while sigwait(&signals, &received) != 0 {}
        interruption.raise()
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
