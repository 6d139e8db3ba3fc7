#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/bio.h>

static inline int shim_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline long shim_SSL_CTX_set_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}

static inline long shim_BIO_get_mem_data(BIO *bio, char **start) {
    return BIO_get_mem_data(bio, start);
}

static inline int shim_BIO_reset(BIO *bio) {
    return BIO_reset(bio);
}

static inline long shim_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name);
}

static inline void shim_SSL_CTX_forbid_renegotiation(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
}

static inline int shim_ERR_reason(unsigned long error) {
    return ERR_GET_REASON(error);
}
