#include "backend/http/peer.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "common/base/handle.h"
#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

LoginUid OwnLogin() {
  std::ifstream file("/proc/self/loginuid");
  std::uint32_t uid = 0;
  if (!(file >> uid)) return LoginUid::Unset();
  return uid == 4294967295U ? LoginUid::Unset() : LoginUid::Of(uid);
}

TEST(PeerOf, IsTheProcessThatConnected) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const UniqueFd ours(pair[0]);
  const UniqueFd theirs(pair[1]);
  const auto peer = PeerOf(ours.get());
  ASSERT_THAT(peer, IsOk());
  EXPECT_EQ(peer.value().uid, ::geteuid());
  EXPECT_THAT(peer.value().groups, testing::Contains(::getegid()));
  EXPECT_EQ(peer.value().login, OwnLogin());
}

TEST(PeerOf, TheGroupsAreThoseOfTheProcessHoweverMany) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can set groups";
  int pair[2] = {-1, -1};
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::vector<gid_t> groups;
    for (gid_t gid = 1000; gid < 1300; ++gid) groups.push_back(gid);
    if (::setgroups(groups.size(), groups.data()) != 0) ::_exit(3);
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) ::_exit(3);
    const auto peer = PeerOf(pair[0]);
    const bool right = peer.ok() && peer.value().groups.size() == 301;
    ::_exit(right ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

// The number of a process that has ended may be another's.
TEST(PeerOf, ThatHasEndedHasNoLogin) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    // A pair made here carries the child's credentials; one end goes to the parent.
    int own[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, own) != 0) ::_exit(3);
    char byte = 'x';
    iovec data = {&byte, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message = {};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    *reinterpret_cast<int*>(CMSG_DATA(header)) = own[0];
    ::_exit(::sendmsg(pair[1], &message, 0) == 1 ? 0 : 3);
  }
  char byte = 0;
  iovec data = {&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ASSERT_EQ(::recvmsg(pair[0], &message, 0), 1);
  ASSERT_NE(CMSG_FIRSTHDR(&message), nullptr);
  const UniqueFd orphan(*reinterpret_cast<int*>(CMSG_DATA(CMSG_FIRSTHDR(&message))));
  ::waitpid(child, nullptr, 0);
  const auto peer = PeerOf(orphan.get());
  if (peer.ok()) {
    EXPECT_EQ(peer.value().login.kind, LoginUid::Kind::kUnknown);
  }
  ::close(pair[0]);
  ::close(pair[1]);
}

TEST(PeerOf, WhatIsNoSocketIsAnError) {
  EXPECT_THAT(PeerOf(-1), FailsWith(Errc::kSystem, testing::_));
}

TEST(OverflowUid, IsTheKernels) { EXPECT_GT(OverflowUid(), 0U); }

}  // namespace
}  // namespace assent
