#include "backend/rules/path.h"

#include <gtest/gtest.h>

namespace assent {
namespace {

TEST(IsNormalPath, HasOneSpellingForEachPath) {
  for (const char* path : {"/", "/a", "/a/b", "/...", "/a/..b", "/a b\n"}) {
    EXPECT_TRUE(IsNormalPath(path)) << path;
  }
  for (const char* path :
       {"", "a", "./a", "/a/", "//", "//a", "/a//b", "/.", "/..", "/a/.", "/a/..", "/a/../b"}) {
    EXPECT_FALSE(IsNormalPath(path)) << path;
  }
}

TEST(IsWithin, IsTheDirectoryOrBelowIt) {
  EXPECT_TRUE(IsWithin("/srv/app", "/srv/app"));
  EXPECT_TRUE(IsWithin("/srv/app/x/y", "/srv/app"));
  for (const char* outside :
       {"/srv/app2", "/srv/ap", "/srv", "/", "", "srv/app/x", "/srv/app/../x", "/srv/app/./x",
        "/srv/app/", "/srv/app//x", "/srv/app/x/", "/srv/app/..", "/SRV/APP/x", " /srv/app/x"}) {
    EXPECT_FALSE(IsWithin(outside, "/srv/app")) << outside;
  }
}

TEST(Resolve, IsWhatThePathComesTo) {
  EXPECT_EQ(Resolve("/a/../b/./c//d/", std::nullopt), "/b/c/d");
  EXPECT_EQ(Resolve("/../../a", std::nullopt), "/a");
  EXPECT_EQ(Resolve("../x", "/srv/app"), "/srv/x");
  EXPECT_EQ(Resolve("", "/srv/app"), "/srv/app");
  EXPECT_EQ(Resolve("..", "/"), "/");
  EXPECT_EQ(Resolve("x", std::nullopt), std::nullopt);
}

TEST(Merged, MakesOneOfTheSpellingsThatDistributionsLinkTogether) {
  EXPECT_EQ(Merged("/usr/sbin/visudo"), Merged("/sbin/visudo"));
  EXPECT_EQ(Merged("/usr/bin/id"), Merged("/bin/id"));
  EXPECT_EQ(Merged("/usr/lib64/x"), Merged("/lib64/x"));
  EXPECT_EQ(Merged("/usr/lib/systemd"), Merged("/lib/systemd"));
  EXPECT_EQ(Merged("/usr/lib"), Merged("/lib"));
  EXPECT_EQ(Merged("/run/lock/x"), Merged("/var/run/lock/x"));
  EXPECT_EQ(Merged("/run/lock/x"), Merged("/var/lock/x"));
  for (const char* path :
       {"/", "/usr/local/bin/id", "/usrbin/id", "/binx", "/library", "/srv/lib"}) {
    EXPECT_EQ(Merged(path), path);
  }
  EXPECT_NE(Merged("/usr/sbin/x"), Merged("/usr/bin/x"));
}

TEST(FileKey, IsOneForBinAndSbinToo) {
  EXPECT_EQ(FileKey("/sbin/visudo"), FileKey("/usr/bin/visudo"));
  EXPECT_EQ(FileKey("/usr/local/sbin/x"), FileKey("/usr/local/bin/x"));
  EXPECT_NE(FileKey("/usr/local/bin/x"), FileKey("/usr/bin/x"));
}

}  // namespace
}  // namespace assent
