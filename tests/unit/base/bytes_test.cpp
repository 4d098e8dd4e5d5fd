#include <doctest/doctest.h>

#include "nlink/base/bytes.hpp"

using namespace base;

namespace {

enum class Colour : std::uint16_t { red = 0x0102 };

/// A format said once, for both directions.
struct Sample {
    std::uint8_t small = 0;
    std::uint32_t large = 0;
    Colour colour{};
    Ipv4 address;
    MacAddress mac;
    Bytes tail;
    bool operator==(const Sample&) const = default;

    static void fields(auto& io, auto& self) {
        io.value(self.small);
        io.pad(1);
        io.value(self.large);
        io.value(self.colour);
        io.value(self.address);
        io.value(self.mac);
        io.rest(self.tail);
    }
};

const Sample sample{.small = 7,
                    .large = 0xdeadbeef,
                    .colour = Colour::red,
                    .address = {0xc0000201},
                    .mac = {{1, 2, 3, 4, 5, 6}},
                    .tail = {9, 8}};
const Bytes sample_bytes{7, 0, 0xde, 0xad, 0xbe, 0xef, 1, 2, 0xc0, 0, 2, 1, 1, 2, 3, 4, 5, 6, 9, 8};

} // namespace

TEST_CASE("a format said once writes and reads the same octets") {
    Writer writer;
    Sample::fields(writer, sample);
    CHECK(writer.bytes() == sample_bytes);

    Reader reader(sample_bytes);
    Sample read;
    Sample::fields(reader, read);
    CHECK(reader.ok());
    CHECK(read == sample);
}

TEST_CASE("every truncation fails, latches, and gives zeros") {
    for (std::size_t size = 0; size < 18; ++size) {
        Reader reader(ByteView(sample_bytes).first(size));
        Sample read;
        Sample::fields(reader, read);
        CHECK_MESSAGE(!reader.ok(), size);
        CHECK(reader.left() == 0);
        CHECK(read.tail.empty());
        CHECK(read.mac == MacAddress{});
    }
}

TEST_CASE("after a failure nothing more is read, even what would fit") {
    const Bytes two{1, 2};
    Reader reader(two);
    std::uint32_t four = 5;
    reader.value(four);
    CHECK(four == 0);
    std::uint8_t one = 5;
    reader.value(one);
    CHECK(one == 0);
    CHECK(!reader.ok());
}

TEST_CASE("take gives a view of its own and moves on") {
    Reader reader(sample_bytes);
    CHECK(reader.take(2).size() == 2);
    CHECK(reader.peek().front() == 0xde);
    CHECK(reader.take(100).empty());
    CHECK(!reader.ok());
}

TEST_CASE("an empty reader is fine until something is read") {
    Reader reader({});
    CHECK(reader.ok());
    CHECK(reader.take(0).empty());
    CHECK(reader.ok());
}

TEST_CASE("patch overwrites in place, big-endian") {
    Writer writer;
    writer.pad(1);
    writer.value(std::uint16_t{0});
    writer.value(std::uint8_t{0xff});
    writer.patch(1, std::uint16_t{0xabcd});
    CHECK(writer.take() == Bytes{0, 0xab, 0xcd, 0xff});
}

TEST_CASE("a 64-bit number keeps all of its octets") {
    Writer writer;
    writer.value(std::uint64_t{0x0102030405060708});
    CHECK(writer.bytes() == Bytes{1, 2, 3, 4, 5, 6, 7, 8});
    Reader reader(writer.bytes());
    std::uint64_t number = 0;
    reader.value(number);
    CHECK(number == 0x0102030405060708);
}

TEST_CASE("text goes as its characters") {
    Writer writer;
    writer.rest(std::string("mag"));
    CHECK(writer.bytes() == Bytes{'m', 'a', 'g'});
    Reader reader(writer.bytes());
    std::string text;
    reader.rest(text);
    CHECK(text == "mag");
}
