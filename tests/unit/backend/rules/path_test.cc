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

TEST(WithoutUsr, MakesOneOfBothSpellingsOfAProgram) {
  EXPECT_EQ(WithoutUsr("/usr/sbin/visudo"), WithoutUsr("/sbin/visudo"));
  EXPECT_EQ(WithoutUsr("/usr/bin/id"), WithoutUsr("/bin/id"));
  EXPECT_EQ(WithoutUsr("/usr/lib64/x"), WithoutUsr("/lib64/x"));
  EXPECT_EQ(WithoutUsr("/usr/local/bin/id"), "/usr/local/bin/id");
  EXPECT_EQ(WithoutUsr("/usrbin/id"), "/usrbin/id");
}

}  // namespace
}  // namespace assent
