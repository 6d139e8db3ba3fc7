// Answers every call of /bench.Fixed/SIZE with a message of SIZE bytes, over gRPC's C++ library: one thread, one
// completion queue, ready bytes, no message type.
//
// Prints "ready PORT VERSION" when it serves on 127.0.0.1 and ends with SIGTERM.

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

namespace {

const grpc::ByteBuffer &message_of(std::size_t size) {
    static std::map<std::size_t, grpc::ByteBuffer> messages;
    auto [place, is_new] = messages.try_emplace(size);
    if (is_new) {
        grpc::Slice slice(std::string(size, 'x'));
        place->second = grpc::ByteBuffer(&slice, 1);
    }
    return place->second;
}

// One call: awaiting -> reading -> finishing, and then anew.
class Call {
public:
    Call(grpc::AsyncGenericService &service, grpc::ServerCompletionQueue &queue) : service(service), queue(queue) {
        await();
    }

    void proceed(bool is_ok) {
        if (!is_ok || state == State::finishing) {
            await();
        } else if (state == State::awaiting) {
            state = State::reading;
            stream->Read(&request, this);
        } else {
            state = State::finishing;
            const std::string &path = context->method();
            const std::size_t size = std::strtoull(path.c_str() + path.rfind('/') + 1, nullptr, 10);
            stream->WriteAndFinish(message_of(size), grpc::WriteOptions(), grpc::Status::OK, this);
        }
    }

private:
    enum class State { awaiting, reading, finishing };

    void await() {
        state = State::awaiting;
        stream.reset();
        context = std::make_unique<grpc::GenericServerContext>();
        stream = std::make_unique<grpc::GenericServerAsyncReaderWriter>(context.get());
        service.RequestCall(context.get(), stream.get(), &queue, &queue, this);
    }

    grpc::AsyncGenericService &service;
    grpc::ServerCompletionQueue &queue;
    State state = State::awaiting;
    std::unique_ptr<grpc::GenericServerContext> context;
    std::unique_ptr<grpc::GenericServerAsyncReaderWriter> stream;
    grpc::ByteBuffer request;
};

// More than any load of the bench has at a time.
constexpr int calls_at_a_time = 1000;

}  // namespace

int main() {
    grpc::AsyncGenericService service;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterAsyncGenericService(&service);
    auto queue = builder.AddCompletionQueue();
    auto server = builder.BuildAndStart();
    if (!server || port == 0) return 1;
    std::map<int, std::unique_ptr<Call>> calls;
    for (int number = 0; number < calls_at_a_time; number++) {
        calls[number] = std::make_unique<Call>(service, *queue);
    }
    std::printf("ready %d gRPC C++ %s\n", port, grpc::Version().c_str());
    std::fflush(stdout);
    void *tag = nullptr;
    bool is_ok = false;
    while (queue->Next(&tag, &is_ok)) static_cast<Call *>(tag)->proceed(is_ok);
}
