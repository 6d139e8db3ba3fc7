#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/bio.h>

static inline int shim_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}
