// What we ship loads: the examples, each block of docs/RULES.md, and the commented settings.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "backend/config/settings.h"
#include "common/client/settings.h"
#include "tests/unit/backend/rules/rules_fixture.h"

namespace assent {
namespace {

namespace fs = std::filesystem;

std::string Contents(const std::string& path) {
  std::ifstream file(std::string(ASSENT_SOURCE_DIR "/") + path);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Lines that begin with "#key = " without the "#".
std::string Uncommented(const std::string& text, int& keys) {
  std::istringstream lines(text);
  std::string line;
  std::string out;
  while (std::getline(lines, line)) {
    const bool is_key = line.size() > 1 && line[0] == '#' && line[1] != ' ';
    keys += is_key ? 1 : 0;
    out += (is_key ? line.substr(1) : line) + "\n";
  }
  return out;
}

// The groups that Assent and the distribution make, and those that an example gives people to deny.
NameService NamesOfTheExamples() {
  NameService names = TableOfNames();
  names.group = [others = names.group](const std::string& name) {
    if (name == "sudo" || name == "assent-approvers" || name == "contractors") {
      return Result<std::optional<NameService::Group>>(NameService::Group{2100, {}});
    }
    return others(name);
  };
  return names;
}

TEST(ShippedFiles, TheExampleRulesLoadTogether) {
  std::vector<RuleFile> files;
  for (const auto& entry : fs::directory_iterator(ASSENT_SOURCE_DIR "/config/rules.d")) {
    const std::string name = entry.path().filename().string();
    files.push_back({name, Contents("config/rules.d/" + name)});
  }
  EXPECT_EQ(files.size(), 3U);
  const auto rules = RuleSet::Parse(files, NamesOfTheExamples());
  ASSERT_THAT(rules, IsOk());
  EXPECT_EQ(rules.value().size(), 6U);
  EXPECT_THAT(rules.value().warnings(), testing::IsEmpty());
}

TEST(ShippedFiles, EachBlockOfTheDocumentationLoads) {
  const std::string page = Contents("docs/RULES.md");
  const std::string open = "```toml\n";
  int blocks = 0;
  for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at + 1)) {
    const std::size_t begin = at + open.size();
    const RuleFile block{"RULES.md", page.substr(begin, page.find("```", begin) - begin)};
    EXPECT_THAT(RuleSet::Parse({block}, NamesOfTheExamples()), IsOk());
    ++blocks;
  }
  EXPECT_EQ(blocks, 3);
}

TEST(ShippedFiles, TheDaemonSettingsShowTheDefaults) {
  const std::string text = Contents("config/assentd.toml");
  int keys = 0;
  for (const std::string& variant : {text, Uncommented(text, keys)}) {
    const auto settings = ParseDaemonSettings(variant, "assentd.toml");
    ASSERT_THAT(settings, IsOk());
    EXPECT_EQ(settings.value(), DaemonSettings());
  }
  EXPECT_EQ(keys, 12);
}

TEST(ShippedFiles, TheClientSettingsShowTheDefaults) {
  const std::string text = Contents("config/client.toml");
  int keys = 0;
  for (const std::string& variant : {text, Uncommented(text, keys)}) {
    const auto settings = ParseClientSettings(variant, "client.toml");
    ASSERT_THAT(settings, IsOk());
    EXPECT_EQ(settings.value().socket, ClientSettings().socket);
    EXPECT_EQ(settings.value().answer_timeout, ClientSettings().answer_timeout);
    EXPECT_EQ(settings.value().sudo_wait, ClientSettings().sudo_wait);
  }
  EXPECT_EQ(keys, 3);
}

}  // namespace
}  // namespace assent
