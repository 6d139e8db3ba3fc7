import Client
import Glibc
import Store
import Testing
import Transport
import Wire

@testable import Server

@Suite struct ServiceTests {
    @Test func theAdministratorOfTheFirstStartIsKnown() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let reply = try running.client().call(V1.PrincipalsService.whoAmI, .init())
        #expect(reply.principalID == "admin")
        #expect(reply.role == .administrator)
        #expect(reply.serverVersion == ServerVersion.text)
        #expect(reply.revision == running.service.revision)
        var status = stat()
        #expect(stat(running.service.tokenFile, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func withoutATokenOnlyHealthIsAnswered() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        for token in ["", "muster_none"] {
            let client = try running.client(token: token)
            for endpoint in ServiceEndpoints.all {
                let path = endpoint.method.path
                let call = try client.start(path, deadline: .now + .seconds(300))
                var refusal: RPCStatus?
                do throws(RPCStatus) {
                    try call.send([], isLast: true)
                    _ = try call.receive()
                } catch {
                    refusal = error
                }
                call.cancel()
                let isHealth = path.hasPrefix("/\(GRPC.HealthService.name)/")
                #expect(
                    refusal?.code == (isHealth ? nil : .unauthenticated),
                    "\(path): \(refusal?.message ?? "")"
                )
            }
        }
    }

    @Test func reflectionTellsEveryService() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        var reflection = try ServiceReflection(running.client())
        #expect(try Set(reflection.services()) == Set(Contract.serviceNames))
        let pool = try reflection.types(for: "muster.v1.Groups")
        #expect(pool.methods["muster.v1.Groups/List"] != nil)
    }

    @Test func aCallerReadsWhatItWroteAndARepeatMakesNoRevision() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let first = try client.putOrganization("contoso")
        #expect(first.created)
        let again = try client.putOrganization("contoso")
        #expect(!again.created)
        #expect(again.revision == first.revision)
        let reply = try client.call(
            V1.OrganizationsService.get,
            V1.GetOrganizationRequest {
                $0.id = "contoso"
                $0.minRevision = first.revision
            }
        )
        #expect(reply.organization?.id == "contoso")
    }

    @Test func aReadWaitsForTheRevisionThatItNames() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let next = try client.putOrganization("contoso").revision + 1
        let waiting = try client.stream(
            V1.OrganizationsService.get,
            V1.GetOrganizationRequest {
                $0.id = "fabrikam"
                $0.minRevision = next
            }
        )
        #expect(try running.client().putOrganization("fabrikam").revision == next)
        #expect(try waiting.only().organization?.id == "fabrikam")
    }

    @Test func aReadGivesUpOnARevisionThatDoesNotCome() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let newest = try client.putOrganization("contoso").revision
        let waiting = try client.stream(
            V1.OrganizationsService.get,
            V1.GetOrganizationRequest {
                $0.id = "contoso"
                $0.minRevision = newest + 1
            },
            deadline: .now + .milliseconds(50)
        )
        let error = #expect(throws: ClientError.self) { try waiting.only() }
        #expect(error?.code == .deadlineExceeded || error?.reason == "REVISION_NOT_REACHED")
        let future = #expect(throws: ClientError.self) {
            try client.call(
                V1.OrganizationsService.get,
                V1.GetOrganizationRequest {
                    $0.id = "contoso"
                    $0.minRevision = newest + CallLimits.revisionLeadMax + 1
                }
            )
        }
        #expect(future?.reason == "FUTURE_REVISION")
        #expect(future?.metadata["newest_revision"] == String(newest))
    }

    @Test func aNewCertificateServesTheNextConnection() throws {
        let directory = ScratchDirectory()
        try RunningService.writeCertificate(in: directory)
        let running = try RunningService(in: directory, isSecure: true)
        let authorities = ClientTrust.authorities(file: directory.path + "/certificate.pem")
        let address = try running.address(isSecure: true)
        let token = try running.administratorToken()
        func whoAmI() throws(ClientError) -> String {
            let client = MusterClient(.init(address: address, trust: authorities, token: token))
            return try client.call(V1.PrincipalsService.whoAmI, .init()).principalID
        }
        #expect(try whoAmI() == "admin")
        try RunningService.writeCertificate(in: directory)
        #expect(throws: ClientError.self) { try whoAmI() }
        running.service.reloadCertificate()
        #expect(try whoAmI() == "admin")
        try PrivateFile.write(Array("no certificate".utf8), to: directory.path + "/key.pem")
        running.service.reloadCertificate()
        #expect(try whoAmI() == "admin")
    }

    @Test func aSecondStartServesTheSameRevisionToTheSameToken() throws {
        let directory = ScratchDirectory()
        let first = try RunningService(in: directory)
        let token = try first.administratorToken()
        let revision = try first.client().putOrganization("contoso").revision
        let before = try first.client().call(V1.PrincipalsService.whoAmI, .init())
        let address = try first.address()
        first.stop()
        #expect(access(directory.path + "/endpoint", F_OK) != 0)
        let gone = MusterClient(.init(address: address, token: token, timeout: .seconds(5)))
        #expect(throws: ClientError.self) {
            try gone.call(V1.PrincipalsService.whoAmI, .init())
        }
        let second = try RunningService(in: directory)
        #expect(second.service.revision == revision)
        let after = try second.client(token: token).call(V1.PrincipalsService.whoAmI, .init())
        #expect(after.revision == revision)
        #expect(after.storeID == before.storeID)
    }

    @Test func aDirectoryHasOneService() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let error = #expect(throws: ServiceError.self) { try RunningService(in: directory) }
        #expect(error?.description.contains(directory.path) == true)
        #expect(error?.description.contains("\(getpid())") == true)
        #expect(error?.description.contains("another data directory") == true)
        // The one that runs has taken no harm.
        #expect(try running.client().call(V1.PrincipalsService.whoAmI, .init()).revision > 0)
    }

    /// In a process of its own, whose threads nobody else needs meanwhile.
    @Test(.timeLimit(.minutes(1)))
    func aServiceStopsWhileAllOfSwiftsOwnThreadsAreTaken() async {
        await #expect(processExitsWith: .success) {
            let hasStopped = await withCheckedContinuation { continuation in
                Thread.start {
                    let directory = ScratchDirectory()
                    let running = try? RunningService(in: directory)
                    let goOn = Gate()
                    let count = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
                    let began = (0..<count).map { _ in Gate() }
                    for gate in began {
                        Task {
                            gate.open()
                            goOn.wait()
                        }
                    }
                    for gate in began { gate.wait() }
                    running?.stop()
                    goOn.open()
                    continuation.resume(returning: running != nil)
                }
            }
            #expect(hasStopped)
        }
    }
}
