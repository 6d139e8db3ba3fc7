import Testing
import Transport

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:7400", "http://127.0.0.1:7400"),
        ("127.0.0.1:7400", "http://127.0.0.1:7400"),
        ("localhost:7400/", "http://localhost:7400"),
        ("[::1]:7400", "http://[::1]:7400"),
        ("[2001:db8::1]:443", "https://[2001:db8::1]:443"),
        ("muster.example:7400", "https://muster.example:7400"),
        ("https://muster.example", "https://muster.example:443"),
        ("http://muster.example", "http://muster.example:80"),
        ("127.example:7400", "https://127.example:7400"),
        ("127.1.2.300:1", "https://127.1.2.300:1"),
    ])
    func readsWhatPeopleWrite(text: String, full: String) throws {
        let address = try #require(ServerAddress(text))
        #expect(address.description == full)
        #expect(ServerAddress(address.description) == address)
    }

    @Test(arguments: [
        "", ":7400", "muster.example", "host:", "host:0", "host:65536", "host:12a", "host:+12",
        "a:b:c",
        "[::1]", "[::1]7400", "[::1", "user@host:1", "host/path:1", "http://", "two words:1",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(ServerAddress(text) == nil)
    }
}
