import Wire

/// What a browser, or anyone who knocks by GET, gets: what this is, and how to call it.
enum InfoPage {
    static let bytes = Array(text.utf8)

    private static let text = """
        Muster \(ServerVersion.text)

        This is a gRPC service: it answers who is in which Microsoft Entra group of which organization, and what changed.

        Services
        \(Contract.serviceNames.map { "  " + $0 }.joined(separator: "\n"))

        Call it with any gRPC client over HTTP/2 and the metadata "authorization: Bearer TOKEN", for instance

          muster groups list ORGANIZATION
          buf curl --protocol grpc --http2-prior-knowledge -H "authorization: Bearer $TOKEN" \\
              --reflect-header "authorization: Bearer $TOKEN" \\
              http://THIS-ADDRESS/muster.v1.Organizations/List

        Only the health service and this page need no token.

        """
}
