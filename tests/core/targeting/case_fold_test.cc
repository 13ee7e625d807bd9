#include "assay/targeting/case_fold.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "assay/base/code_points.h"

namespace assay {
namespace {

using namespace std::string_view_literals;

std::string Lower(std::string_view text) {
  ByteBuffer out;
  AppendLowerCase(text, out);
  return {out.begin(), out.end()};
}

std::string Utf8(char32_t c) {
  std::string bytes;
  if (c < 0x80) return {static_cast<char>(c)};
  if (c >= 0x800) {
    bytes += static_cast<char>(0xE0 | c >> 12);
    bytes += static_cast<char>(0x80 | (c >> 6 & 0x3F));
  } else {
    bytes += static_cast<char>(0xC0 | c >> 6);
  }
  bytes += static_cast<char>(0x80 | (c & 0x3F));
  return bytes;
}

// All capital letters of a block, and what toLowerCase() of a JavaScript engine makes of each of them; it leaves the others as they are.
struct Block {
  std::string_view name;
  char32_t first, last;
  std::string_view capitals;
  std::string_view small;
};

const Block kBlocks[] = {
    {"ASCII", 0x41, 0x7F, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"},
    {"Latin-1", 0x80, 0xFF, "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ", "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ"},
    {"Latin Extended-A", 0x100, 0x17F, "ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ",
     "āăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżž"},
    {"Greek", 0x370, 0x3FF, "ͰͲͶͿΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫϏϘϚϜϞϠϢϤϦϨϪϬϮϴϷϹϺϽϾϿ",
     "ͱͳͷϳάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋϗϙϛϝϟϡϣϥϧϩϫϭϯθϸϲϻͻͼͽ"},
    {"Cyrillic", 0x400, 0x52F,
     "ЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѶѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӁӃӅӇӉӋӍӐӒӔӖӘӚӜӞӠӢӤӦӨӪӬӮӰӲӴӶӸӺӼӾԀԂԄԆԈԊԌԎԐ"
     "ԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮ",
     "ѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѷѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӂӄӆӈӊӌӎӑӓӕӗәӛӝӟӡӣӥӧөӫӭӯӱӳӵӷӹӻӽӿԁԃԅԇԉԋԍԏԑ"
     "ԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯ"},
    {"Armenian", 0x530, 0x58F, "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ", "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ"},
    {"Latin Extended Additional", 0x1E00, 0x1EFF,
     "ḀḂḄḆḈḊḌḎḐḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẞẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸỺỼỾ",
     "ḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕßạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹỻỽỿ"},
    {"Fullwidth", 0xFF00, 0xFFEF, "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ",
     "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"},
    {"Latin Extended-B, where the small letter is the next character", 0x180, 0x24F,
     "ƂƄƇƋƑƘƠƢƤƧƬƯƳƵƸƼǅǈǋǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǲǴǸǺǼǾȀȂȄȆȈȊȌȎȐȒȔȖȘȚȜȞȢȤȦȨȪȬȮȰȲȻɁɆɈɊɌɎ",
     "ƃƅƈƌƒƙơƣƥƨƭưƴƶƹƽǆǉǌǎǐǒǔǖǘǚǜǟǡǣǥǧǩǫǭǯǳǵǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȝȟȣȥȧȩȫȭȯȱȳȼɂɇɉɋɍɏ"},
};

TEST(AppendLowerCase, MapsEveryCharacterOfTheBlocksAsJavaScript) {
  for (const Block& block : kBlocks) {
    std::map<char32_t, char32_t> expected;
    std::string_view capitals = block.capitals, small = block.small;
    while (!capitals.empty()) {
      const char32_t capital = TakeCodePoint(capitals);
      expected[capital] = TakeCodePoint(small);
    }
    EXPECT_TRUE(small.empty()) << block.name;
    for (char32_t c = block.first; c <= block.last; ++c) {
      if (c == 0x130) continue;
      const auto found = expected.find(c);
      EXPECT_EQ(Lower(Utf8(c)), Utf8(found == expected.end() ? c : found->second)) << block.name << ", " << static_cast<std::uint32_t>(c);
    }
  }
}

TEST(AppendLowerCase, MakesTwoCharactersOfTheCapitalIWithDot) { EXPECT_EQ(Lower("\xC4\xB0"), "i\xCC\x87"); }

TEST(AppendLowerCase, MapsWholeTexts) {
  EXPECT_EQ(Lower(""), "");
  EXPECT_EQ(Lower("\0A\0"sv), "\0a\0"sv);
  EXPECT_EQ(Lower("Jane.DOE+Test@EXAMPLE.com"), "jane.doe+test@example.com");
  EXPECT_EQ(Lower("ГРОМКО, ÜBER, ÉTÉ, ŻÓŁĆ, ƯƠNG"), "громко, über, été, żółć, ương");
  EXPECT_EQ(Lower("straße STRASSE ﬁ"), "straße strasse ﬁ");
  EXPECT_EQ(Lower("漢字 \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF"), "漢字 \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF");
}

TEST(AppendLowerCase, KnowsOneSmallSigma) { EXPECT_EQ(Lower("ΣΑΣ"), "σασ"); }

TEST(AppendLowerCase, AppendsAndKeepsLowerCaseAsItIs) {
  ByteBuffer out = {'X'};
  AppendLowerCase("aé", out);
  EXPECT_EQ(std::string(out.begin(), out.end()), "Xaé");
  std::string once = Lower("ÀÉÎÕÜŐŽΩЖԱ");
  EXPECT_EQ(Lower(once), once);
}

}  // namespace
}  // namespace assay
