import ArgumentParser
import Glibc
import Logging
import Server

/// `muster serve`: the service itself, until it is told to stop.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server.",
        discussion: """
            Every setting can come from a flag, the environment or a JSON file, in this order; --print-config
            shows them all. SIGTERM and SIGINT drain and stop, SIGHUP reads the certificate again.
            """
    )

    @Option(help: "A JSON file with settings; also MUSTER_CONFIG.")
    var config: String?

    @Flag(help: "Show every setting, its value, where it comes from and what it means; then end.")
    var printConfig = false

    @Option(help: "The data directory.")
    var data: String?

    @Option(help: "Address and port for TLS, for instance 0.0.0.0:9443.")
    var listenTLS: String?

    @Option(help: "Address and port for cleartext HTTP/2; the loopback only, or off.")
    var listenCleartext: String?

    @Option(help: "Allow cleartext beyond the loopback: true or false.")
    var listenCleartextAnywhere: String?

    @Option(help: "PEM file of the certificate.")
    var tlsCertificate: String?

    @Option(help: "PEM file of the certificate's private key.")
    var tlsKey: String?

    @Option(help: "Event loops; one a core by default.")
    var loops: String?

    @Option(help: "Where tokens come from, in place of Microsoft's login.")
    var graphLoginBase: String?

    @Option(help: "Where Graph is, in place of Microsoft's.")
    var graphBase: String?

    @Option(help: "PEM file with the authorities to trust for Graph.")
    var graphCAFile: String?

    @OptionGroup var sync: SyncFlags

    @OptionGroup var changes: ChangesFlags

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: String?

    func run() throws {
        let environment = Self.environment()
        let reader: SettingsReader
        let settings: Settings
        do throws(SettingsError) {
            reader = try SettingsReader(
                file: config ?? environment["MUSTER_CONFIG"],
                environment: environment,
                flags: flags
            )
            settings = try reader.settings()
        } catch {
            throw CommandError(.usage, "\(error)")
        }
        if printConfig {
            for line in reader.printed {
                StandardOutput().line("\(line.key) = \(line.value)  (\(line.origin))")
                StandardOutput().line("    \(line.meaning)")
            }
            return
        }
        // Signals are waited for here and interrupt nothing elsewhere: threads inherit the mask.
        var signals = Self.signals()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
        let service = try start(settings)
        tell(service)
        wait(for: &signals, service)
        service.stop()
    }

    /// What was given, by the names of the settings.
    var flags: [String: String] {
        let all: [String: String?] = [
            "data": data, "listen.tls": listenTLS, "listen.cleartext": listenCleartext,
            "listen.cleartext-anywhere": listenCleartextAnywhere, "tls.certificate": tlsCertificate,
            "tls.key": tlsKey, "loops": loops, "graph.login-base": graphLoginBase,
            "graph.base": graphBase, "graph.ca-file": graphCAFile,
            "log.level": logLevel,
        ]
        return all.merging(sync.values) { own, _ in own }
            .merging(changes.values) { own, _ in own }
            .compactMapValues(\.self)
    }

    private func start(_ settings: Settings) throws(CommandError) -> Service {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = settings.logLevel
            return handler
        }
        do throws(ServiceError) {
            return try Service(settings: settings, logger: Logger(label: "muster"))
        } catch {
            throw CommandError(.failure, "\(error)")
        }
    }

    /// One line a listener on standard output, for whoever started the server and waits for it.
    private func tell(_ service: Service) {
        let output = StandardOutput()
        for endpoint in service.endpoints {
            output.line(
                "listening on \(endpoint.isSecure ? "https" : "http")://\(endpoint.address)"
            )
        }
        output.line(
            "ready at revision \(service.revision); administrator's token in \(service.tokenFile)"
        )
    }

    private func wait(for signals: inout sigset_t, _ service: Service) {
        while true {
            var received: Int32 = 0
            guard sigwait(&signals, &received) == 0 else { continue }
            guard received == SIGHUP else { return }
            service.reloadCertificate()
        }
    }

    private static func signals() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
        return signals
    }

    private static func environment() -> [String: String] {
        var environment: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            if parts.count == 2 { environment[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return environment
    }
}
