import CLibCrypto

/// A certificate signed by its own key, and that key, both in PEM.
///
/// It is good for encrypting on a host of one's own and for tests; nobody trusts it unasked.
public struct SelfSignedCertificate: Sendable {
    /// What kind of key to make.
    public enum Key: Sendable, CaseIterable {
        case rsa2048
        case p256
    }

    /// The certificate, as PEM.
    public let certificatePEM: String
    /// Its unencrypted private key, as PKCS #8 in PEM.
    public let privateKeyPEM: String

    /// Makes a key and a certificate for it that is valid from an hour ago, for clocks that lag.
    ///
    /// - Parameters:
    ///   - commonName: the subject's and the issuer's common name.
    ///   - names: the subject's alternative names, DNS names or literal IP addresses.
    ///   - days: how long from now it is valid.
    ///   - key: the kind of key.
    /// - Returns: the two in PEM.
    /// - Throws: `CryptographyError` where OpenSSL refuses a name or cannot sign.
    public static func make(
        commonName: String,
        names: [String],
        days: Int,
        key: Key = .p256
    ) throws(CryptographyError) -> SelfSignedCertificate {
        let generated =
            switch key {
            case .rsa2048: shim_EVP_RSA_gen(2048)
            case .p256: shim_EVP_EC_gen("P-256")
            }
        guard let generated else { throw CryptographyError("generate a key") }
        let handle = KeyHandle(owning: generated)
        let certificate = try Draft()
        try certificate.setSerialNumber()
        try certificate.setValidity(days: days)
        try certificate.setName(commonName)
        try certificate.addExtensions(names: names)
        try certificate.sign(with: handle)
        return SelfSignedCertificate(
            certificatePEM: try certificate.pem(),
            privateKeyPEM: try pem(of: handle)
        )
    }

    private static func pem(of key: KeyHandle) throws(CryptographyError) -> String {
        let bio = MemoryBIO()
        guard
            PEM_write_bio_PKCS8PrivateKey(bio.pointer, key.pointer, nil, nil, 0, nil, nil) == 1
        else { throw CryptographyError("write the private key") }
        return bio.contents()
    }
}

/// The certificate while it is being filled in.
private struct Draft: ~Copyable {
    private let certificate: OpaquePointer

    init() throws(CryptographyError) {
        guard let certificate = X509_new() else { throw CryptographyError("make a certificate") }
        self.certificate = certificate
    }

    deinit { X509_free(certificate) }

    func setSerialNumber() throws(CryptographyError) {
        // Positive and under 20 octets, as RFC 5280 section 4.1.2.2 asks of a serial number.
        var serial = randomBytes(16)
        serial[0] &= 0x7F
        serial[15] |= 1
        guard let number = BN_bin2bn(serial, Int32(serial.count), nil) else {
            throw CryptographyError("make a serial number")
        }
        defer { BN_free(number) }
        guard X509_set_version(certificate, Int(X509_VERSION_3)) == 1,
            BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
        else { throw CryptographyError("number the certificate") }
    }

    func setValidity(days: Int) throws(CryptographyError) {
        guard X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) != nil,
            X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86_400) != nil
        else { throw CryptographyError("date the certificate") }
    }

    func setName(_ commonName: String) throws(CryptographyError) {
        let name = X509_get_subject_name(certificate)
        let bytes = Array(commonName.utf8)
        guard
            X509_NAME_add_entry_by_NID(
                name,
                NID_commonName,
                MBSTRING_UTF8,
                bytes,
                Int32(bytes.count),
                -1,
                0
            ) == 1,
            X509_set_issuer_name(certificate, name) == 1
        else { throw CryptographyError("name the certificate") }
    }

    func addExtensions(names: [String]) throws(CryptographyError) {
        // A certificate that is its own root must be allowed to sign: itself.
        try add(NID_basic_constraints, "critical,CA:TRUE")
        try add(NID_key_usage, "critical,digitalSignature,keyEncipherment,keyCertSign")
        try add(NID_ext_key_usage, "serverAuth,clientAuth")
        guard !names.isEmpty else { return }
        var entries: [String] = []
        for name in names {
            // A comma would let one name smuggle in another entry.
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: ",")) else {
                throw CryptographyError("name the certificate", because: "a name is not usable")
            }
            entries.append((Draft.isAddress(name) ? "IP:" : "DNS:") + name)
        }
        try add(NID_subject_alt_name, entries.joined(separator: ","))
    }

    func sign(with key: KeyHandle) throws(CryptographyError) {
        guard X509_set_pubkey(certificate, key.pointer) == 1,
            X509_sign(certificate, key.pointer, EVP_sha256()) > 0
        else { throw CryptographyError("sign the certificate") }
    }

    func pem() throws(CryptographyError) -> String {
        let bio = MemoryBIO()
        guard PEM_write_bio_X509(bio.pointer, certificate) == 1 else {
            throw CryptographyError("write the certificate")
        }
        return bio.contents()
    }

    private func add(_ identifier: Int32, _ value: String) throws(CryptographyError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, certificate, certificate, nil, nil, 0)
        guard let entry = X509V3_EXT_conf_nid(nil, &context, identifier, value) else {
            throw CryptographyError("extend the certificate")
        }
        defer { X509_EXTENSION_free(entry) }
        guard X509_add_ext(certificate, entry, -1) == 1 else {
            throw CryptographyError("extend the certificate")
        }
    }

    private static func isAddress(_ name: String) -> Bool {
        guard let address = a2i_IPADDRESS(name) else {
            ERR_clear_error()
            return false
        }
        ASN1_OCTET_STRING_free(address)
        return true
    }
}
