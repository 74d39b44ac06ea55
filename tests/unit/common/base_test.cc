// Small building blocks: bytes, durations, SHA-256, trusted files, strict JSON.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "common/base/bytes.h"
#include "common/base/duration.h"
#include "common/base/sha256.h"
#include "common/base/trusted_file.h"
#include "common/json/strict_json.h"
#include "tests/unit/common/result_matchers.h"

namespace assent {
namespace {

using testing::_;
using testing::HasSubstr;

TEST(Base64Url, HasOneSpellingForEachValue) {
  EXPECT_EQ(ToBase64Url("\xff\xfe\xfd"), "__79");
  EXPECT_EQ(FromBase64Url("__79").value(), "\xff\xfe\xfd");
  for (std::size_t size = 0; size < 9; ++size) {
    const std::string bytes(size, '\x81');
    EXPECT_EQ(FromBase64Url(ToBase64Url(bytes)).value(), bytes);
  }
  for (const char* text : {"A", "AB=", "A B", "_/", "AB"})
    EXPECT_THAT(FromBase64Url(text), FailsWith(Errc::kBadRequest, _));
}

TEST(Hex, RefusesUpperCaseAndOddLength) {
  EXPECT_EQ(FromHex("00ff").value(), std::string("\0\xff", 2));
  EXPECT_THAT(FromHex("FF"), FailsWith(Errc::kBadRequest, _));
  EXPECT_THAT(FromHex("f"), FailsWith(Errc::kBadRequest, _));
}

// FIPS 180-4 example and RFC 4231 test case 2.
TEST(Sha256, GivesThePublishedAnswers) {
  EXPECT_EQ(ToHex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(ParseDuration, TakesOneNumberAndOneUnit) {
  using namespace std::chrono_literals;
  EXPECT_EQ(ParseDuration("250ms").value(), 250ms);
  EXPECT_EQ(ParseDuration("10s").value(), 10s);
  EXPECT_EQ(ParseDuration("24h").value(), 24h);
  for (const char* text : {"", "s", "10", "-1s", "+1s", " 1s", "1 s", "1s ", "1.5s", "1m30s", "1w",
                           "99999999999999999999s", "9999999999999d", "0x10s"}) {
    EXPECT_THAT(ParseDuration(text), FailsWith(Errc::kBadConfig, HasSubstr("duration"))) << text;
  }
}

TEST(FormatDuration, ShowsTheTwoLargestUnits) {
  using namespace std::chrono_literals;
  EXPECT_EQ(FormatDuration(0s), "0s");
  EXPECT_EQ(FormatDuration(-5s), "0s");
  EXPECT_EQ(FormatDuration(90min), "1h30m");
  EXPECT_EQ(FormatDuration(26h + 3min + 9s), "1d2h");
  EXPECT_EQ(FormatDuration(1h + 9s), "1h");
}

class ReadTrustedFileTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/assent-trusted-XXXXXX";
    directory_ = ::mkdtemp(name);
    path_ = directory_ + "/file";
    std::ofstream(path_) << "text";
    ::chmod(path_.c_str(), 0644);
  }
  void TearDown() override { EXPECT_EQ(std::system(("rm -rf " + directory_).c_str()), 0); }
  Result<std::optional<std::string>> Read() {
    return ReadTrustedFile(path_, {.owner = ::geteuid()});
  }

  std::string directory_;
  std::string path_;
};

TEST_F(ReadTrustedFileTest, ReadsAFileThatOnlyItsOwnerCanWrite) {
  EXPECT_EQ(Read().value(), "text");
}

TEST_F(ReadTrustedFileTest, AMissingFileIsNotAnError) {
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  EXPECT_EQ(Read().value(), std::nullopt);
}

TEST_F(ReadTrustedFileTest, RefusesAFileThatOthersCanWrite) {
  for (const mode_t mode : {0664U, 0646U, 0666U}) {
    ::chmod(path_.c_str(), mode);
    EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr("writable")));
  }
}

TEST_F(ReadTrustedFileTest, RefusesAnotherOwner) {
  EXPECT_THAT(ReadTrustedFile(path_, {.owner = ::geteuid() + 1}),
              FailsWith(Errc::kUntrustedFile, HasSubstr("owned")));
}

TEST_F(ReadTrustedFileTest, RefusesASymbolicLink) {
  ASSERT_EQ(::symlink(path_.c_str(), (directory_ + "/link").c_str()), 0);
  EXPECT_THAT(ReadTrustedFile(directory_ + "/link", {.owner = ::geteuid()}),
              FailsWith(Errc::kUntrustedFile, HasSubstr("link")));
}

TEST_F(ReadTrustedFileTest, RefusesAFifoWithoutHanging) {
  ::unlink(path_.c_str());
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr("regular")));
}

TEST_F(ReadTrustedFileTest, RefusesWhatIsTooLargeOrRelative) {
  std::ofstream(path_) << std::string(70000, 'x');
  EXPECT_THAT(Read(), FailsWith(Errc::kUntrustedFile, HasSubstr("larger")));
  EXPECT_THAT(ReadTrustedFile("file", {}), FailsWith(Errc::kUntrustedFile, HasSubstr("absolute")));
}

TEST(ParseJson, RefusesWhatTwoReadersCouldReadDifferently) {
  const struct {
    std::string text;
    const char* complaint;
  } cases[] = {
      {R"({"decision":false,"decision":true})", "repeated"},
      {R"({"a":{"b":1,"b":2}})", "repeated"},
      {R"([{"a":1,"\u0061":2}])", "repeated"},
      {R"({"a":1}x)", "not JSON"},
      {R"({"a":1e400})", "not JSON"},
      {"{\"a\":\"\xff\"}", "not JSON"},
      {"", "not JSON"},
      {std::string(17, '[') + std::string(17, ']'), "deeper"},
      {std::string(200000, '['), "larger"},
      {std::string(60000, '['), "deeper"},
  };
  for (const auto& bad : cases)
    EXPECT_THAT(ParseJson(bad.text), FailsWith(Errc::kBadRequest, HasSubstr(bad.complaint)));
  EXPECT_THAT(ParseJson(std::string(16, '[') + std::string(16, ']')), IsOk());
  EXPECT_THAT(ParseJson(R"({"a":{"x":1},"b":{"x":1}})"), IsOk());
}

TEST(JsonObject, NamesTheMemberThatIsWrong) {
  const Json json = Json::parse(R"({"s":"x","n":-1,"f":1.5,"z":null})");
  const JsonObject object = JsonObject::From(json, "body").value();
  EXPECT_EQ(object.String("s").value(), "x");
  EXPECT_THAT(object.String("n"), FailsWith(Errc::kBadRequest, HasSubstr("body.n")));
  EXPECT_THAT(object.Unsigned("n", 10), FailsWith(Errc::kBadRequest, HasSubstr("body.n")));
  EXPECT_THAT(object.Unsigned("f", 10), FailsWith(Errc::kBadRequest, HasSubstr("body.f")));
  EXPECT_THAT(object.String("gone"), FailsWith(Errc::kBadRequest, HasSubstr("body.gone")));
  EXPECT_EQ(object.OptionalString("z").value(), std::nullopt);
  EXPECT_THAT(JsonObject::From(Json::array(), "body"),
              FailsWith(Errc::kBadRequest, HasSubstr("object")));
}

}  // namespace
}  // namespace assent
