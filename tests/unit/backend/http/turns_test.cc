#include "backend/http/turns.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <thread>

namespace assent {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

class TurnsTest : public testing::Test {
 protected:
  // `who` asks, and the answer takes `work`.
  void Ask(char who, milliseconds work) {
    net::co_spawn(
        context_,
        [this, who, work]() -> net::awaitable<void> {
          const Turns::Turn turn = co_await turns_.Take(static_cast<uid_t>(who));
          order_ += who;
          std::this_thread::sleep_for(work);
        },
        net::detached);
  }

  net::io_context context_;
  Turns turns_{context_.get_executor()};
  std::string order_;
};

TEST_F(TurnsTest, OneWhoAsksMuchIsAnsweredBetweenTheOthers) {
  for (int i = 0; i < 3; ++i) Ask('m', milliseconds(5));
  Ask('a', milliseconds(0));
  context_.run();
  EXPECT_EQ(order_, "mamm");
}

TEST_F(TurnsTest, EveryTurnIsFollowedByAPauseOfThreeTimesItsLength) {
  const auto began = steady_clock::now();
  for (int i = 0; i < 3; ++i) Ask('m', milliseconds(5));
  context_.run();
  EXPECT_EQ(order_, "mmm");
  EXPECT_GE(steady_clock::now() - began, milliseconds(5 * 4 * 2 + 5));
}

TEST_F(TurnsTest, WhoStillWaitsAtTheEndIsLeftThere) {
  for (int i = 0; i < 3; ++i) Ask('m', milliseconds(5));
  context_.run_one();
}

}  // namespace
}  // namespace assent
