import CCurl

/// One libcurl easy handle and the header list it points to, freed when the value dies.
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private var headerList: UnsafeMutablePointer<curl_slist>?

    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
    }

    func set(_ option: CURLoption, _ value: Int) throws(CURLFailure) {
        try check(shim_curl_easy_setopt_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(CURLFailure) {
        try check(shim_curl_easy_setopt_string(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(CURLFailure) {
        try check(shim_curl_easy_setopt_pointer(pointer, option, value))
    }

    func set(
        _ option: CURLoption,
        _ receiver:
            @convention(c) (
                UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
            ) -> Int
    ) throws(CURLFailure) {
        try check(shim_curl_easy_setopt_receiver(pointer, option, receiver))
    }

    /// Takes a copy of `body`.
    func setPostBody(_ body: [UInt8]) throws(CURLFailure) {
        try check(shim_curl_easy_setopt_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, body.count))
        // An empty body still needs an address, or libcurl would ask a callback for it.
        var bytes = body.isEmpty ? [0] : body
        let code = bytes.withUnsafeMutableBytes { buffer in
            shim_curl_easy_setopt_pointer(pointer, CURLOPT_COPYPOSTFIELDS, buffer.baseAddress)
        }
        try check(code)
    }

    mutating func setHeaders(_ headers: HTTPHeaders) throws(CURLFailure) {
        for field in headers.fields {
            // "Name;" is libcurl's way to send a field without a value.
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            guard let longer = curl_slist_append(headerList, line) else {
                throw CURLFailure(code: CURLE_OUT_OF_MEMORY)
            }
            headerList = longer
        }
        try check(shim_curl_easy_setopt_pointer(pointer, CURLOPT_HTTPHEADER, headerList))
    }

    func information(_ information: CURLINFO) -> Int {
        var value = 0
        let code = shim_curl_easy_getinfo_long(pointer, information, &value)
        precondition(code == CURLE_OK, "libcurl knows every item we ask for")
        return value
    }

    private func check(_ code: CURLcode) throws(CURLFailure) {
        guard code == CURLE_OK else { throw CURLFailure(code: code) }
    }
}

/// An option that libcurl refused.
struct CURLFailure: Error {
    let code: CURLcode
}
