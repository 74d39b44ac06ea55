#include "common/base/sha256.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <sys/random.h>

#include <cerrno>
#include <cstring>

namespace assent {
namespace {

const std::uint8_t* Data(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

}  // namespace

struct Sha256Stream::State {
  sha256_ctx context;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) { sha256_init(&state_->context); }
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Update(std::string_view bytes) {
  sha256_update(&state_->context, bytes.size(), Data(bytes));
}

Sha256Digest Sha256Stream::Finish() {
  Sha256Digest digest{};
  sha256_digest(&state_->context, digest.size(), digest.data());
  return digest;
}

Sha256Digest Sha256(std::string_view bytes) {
  Sha256Stream stream;
  stream.Update(bytes);
  return stream.Finish();
}

Sha256Digest HmacSha256(std::string_view key, std::string_view bytes) {
  hmac_sha256_ctx context;
  Sha256Digest digest{};
  hmac_sha256_set_key(&context, key.size(), Data(key));
  hmac_sha256_update(&context, bytes.size(), Data(bytes));
  hmac_sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

Result<Ok> RandomBytes(std::span<std::uint8_t> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = ::getrandom(out.data() + filled, out.size() - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{Errc::kSystem, std::string("getrandom: ") + std::strerror(errno)};
    filled += static_cast<std::size_t>(got);
  }
  return Ok{};
}

}  // namespace assent
