#include "backend/daemon/daemon.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>
#include <utility>

#include "backend/daemon/configuration.h"
#include "backend/daemon/host.h"
#include "backend/daemon/listen_socket.h"
#include "backend/http/name_cache.h"
#include "backend/http/peer.h"
#include "backend/http/server.h"
#include "backend/store/store.h"
#include "common/base/sha256.h"

namespace assent {
namespace {

constexpr std::size_t kOwnDescriptors = 64;
constexpr std::size_t kKeptForRoot = 256;
constexpr TrustPolicy kOwnedByRoot{0, 1024 * 1024};
constexpr std::chrono::milliseconds kFirstPause{1000};
constexpr std::chrono::milliseconds kLongestPause{30'000};

ServerLimits LimitsFor(std::size_t descriptors, const DaemonSettings& settings) {
  ServerLimits limits;
  limits.connections_of_one = settings.connections;
  limits.connections = descriptors - kOwnDescriptors;
  limits.kept_for_root = std::min(kKeptForRoot, limits.connections / 2);
  return limits;
}

ExitCode CodeFor(const Error& error) {
  const bool configuration = error.code == Errc::kBadConfig || error.code == Errc::kUntrustedFile;
  return configuration ? kBadConfiguration : kFailed;
}

class Daemon {
 public:
  explicit Daemon(DaemonOptions options) : options_(std::move(options)) {}

  Result<Ok> Run() {
    ASSENT_ASSIGN_OR_RETURN(settings_, ReadSettings(options_.config, kOwnedByRoot));
    ASSENT_ASSIGN_OR_RETURN(const std::string boot_id, BootId());
    ASSENT_ASSIGN_OR_RETURN(store_, OpenSqliteStore(settings_.store));
    service_ = std::make_unique<Service>(Core(
        *store_, clock_, RandomBytes,
        [this](Priority priority, const std::string& line) { journal_.Write(priority, line); },
        boot_id, HostName(settings_)));
    ASSENT_RETURN_IF_ERROR(service_->Start());
    ASSENT_RETURN_IF_ERROR(Use(ReadConfiguration(options_.config, kOwnedByRoot)));
    ASSENT_ASSIGN_OR_RETURN(UniqueFd listener, ListeningSocket(settings_.socket));
    Serve(std::move(listener));
    return Ok{};
  }

  void Say(Priority priority, const std::string& line) {
    journal_.Write(priority, "assentd: " + line);
  }

 private:
  // A configuration that cannot be read leaves the old one in force, and at the start none: every
  // question is then answered with BAD_CONFIG, which names the file and the line.
  Result<Ok> Use(Result<Configuration> read) {
    if (!read.ok()) return Refuse(read.error());
    Configuration fresh = std::move(read).value();
    for (const std::string& warning : fresh.warnings) Say(Priority::kWarning, warning);
    const DaemonSettings& settings = fresh.settings;
    if (settings.socket != settings_.socket || settings.store != settings_.store ||
        settings.host != settings_.host) {
      Say(Priority::kWarning, "socket, store and host come into force with the next start");
    }
    if (server_) server_->SetConnectionsOfOne(settings.connections);
    ASSENT_RETURN_IF_ERROR(service_->UseRules(std::move(fresh.rules), fresh.policy));
    in_force_ = InForce::kSome;
    failure_.clear();
    return Ok{};
  }

  Result<Ok> Refuse(const Error& error) {
    missing_names_ = error.code == Errc::kSystem ? Names::kMissing : Names::kKnown;
    const bool old_news = retry_ == Retry::kRunning && failure_ == error.detail;
    failure_ = error.detail;
    if (old_news) return Ok{};
    Say(Priority::kError, error.detail);
    return service_->RulesFailed(error.detail);
  }

  // At boot the directory server may not have started yet, and no rules are in force. Later there
  // are some, and whoever asked for others sees why they are not.
  void TryAgainLater() {
    if (in_force_ == InForce::kSome || missing_names_ == Names::kKnown) return;
    if (std::exchange(retry_, Retry::kSet) == Retry::kSet) return;
    server_->PostAfter(pause_, [this] {
      retry_ = Retry::kRunning;
      if (in_force_ == InForce::kNone) Reload();
    });
    pause_ = std::min(2 * pause_, kLongestPause);
  }

  // Reading looks up names, which may take long: another thread does it while questions are
  // answered by the rules in force.
  void Reload() {
    if (std::exchange(reload_, Reloading::kAgain) != Reloading::kNo) return;
    reload_ = Reloading::kYes;
    sd_notify(0, "RELOADING=1");
    reader_ = std::jthread([this] {
      auto read =
          std::make_shared<Result<Configuration>>(ReadConfiguration(options_.config, kOwnedByRoot));
      server_->Post([this, read] { Reloaded(std::move(*read)); });
    });
  }

  void Reloaded(Result<Configuration> read) {
    reader_.join();
    if (const auto used = Use(std::move(read)); !used.ok()) {
      Say(Priority::kError, used.error().detail);
    }
    if (retry_ == Retry::kRunning) retry_ = Retry::kNone;
    sd_notify(0, "READY=1");
    if (std::exchange(reload_, Reloading::kNo) == Reloading::kAgain) return Reload();
    TryAgainLater();
  }

  void Serve(UniqueFd listener) {
    ServerOptions options;
    options.limits = LimitsFor(RaiseDescriptorLimit(), settings_);
    options.overflow_uid = OverflowUid();
    options.started_at = clock_.Now().wall;
    options.name_of_user = NameFromSystem;
    options.reload = [this] { Reload(); };
    server_ = std::make_unique<Server>(*service_, std::move(listener), std::move(options));
    TryAgainLater();
    server_->Run([] { sd_notify(0, "READY=1"); });
    sd_notify(0, "STOPPING=1");
  }

  enum class Reloading { kNo, kYes, kAgain };
  enum class InForce { kNone, kSome };
  enum class Names { kKnown, kMissing };
  enum class Retry { kNone, kSet, kRunning };

  DaemonOptions options_;
  DaemonSettings settings_;
  SystemClock clock_;
  Journal journal_{STDERR_FILENO};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Server> server_;
  Reloading reload_ = Reloading::kNo;
  InForce in_force_ = InForce::kNone;
  Names missing_names_ = Names::kKnown;  // what the last failure was about
  std::string failure_;                  // the last one, until a load worked
  Retry retry_ = Retry::kNone;
  std::chrono::milliseconds pause_ = kFirstPause;
  std::jthread reader_;  // last: it uses the others
};

}  // namespace

ExitCode CheckConfiguration(const DaemonOptions& options) {
  const auto read = ReadConfiguration(options.config, kOwnedByRoot);
  if (!read.ok()) {
    fmt::print(stderr, "assentd: {}\n", read.error().detail);
    return kBadConfiguration;
  }
  for (const std::string& warning : read.value().warnings) {
    fmt::print(stderr, "assentd: warning: {}\n", warning);
  }
  const std::size_t count = read.value().rules.size();
  fmt::print("{} {} good\n", count, count == 1 ? "rule is" : "rules are");
  return kDone;
}

ExitCode RunDaemon(const DaemonOptions& options) {
  ::umask(077);
  Daemon daemon(options);
  const auto ran = daemon.Run();
  if (ran.ok()) return kDone;
  daemon.Say(Priority::kError, ran.error().detail);
  return CodeFor(ran.error());
}

}  // namespace assent
