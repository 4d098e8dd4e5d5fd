#include <doctest/doctest.h>

#include <numeric>

#include "samples.hpp"

namespace message_test {

using namespace sample;

namespace {

constexpr std::size_t sname_at = 44;
constexpr std::size_t file_at = 108;
constexpr std::size_t options_at = 240;

/// A request up to and with the magic cookie, then these options.
base::Bytes request(std::string_view options) {
    auto out = hex("01 01 06 00 3d1d5c2e 0007 8000 c0a8052c 00000000 00000000 00000000"
                   "0023c2db292d 00000000000000000000");
    out.resize(options_at - 4);
    for (const auto octet : hex("63825363")) out.push_back(octet);
    for (const auto octet : hex(options)) out.push_back(octet);
    return out;
}

void write(base::Bytes& data, std::size_t at, std::string_view octets) {
    std::ranges::copy(hex(octets), data.begin() + static_cast<std::ptrdiff_t>(at));
}

Drop reason(const base::Bytes& data) {
    const auto message = dhcp::decode_message(data);
    REQUIRE_FALSE(message.has_value());
    return message.error();
}

dhcp::Message decoded(const base::Bytes& data) {
    const auto message = dhcp::decode_message(data);
    REQUIRE(message.has_value());
    return *message;
}

} // namespace

TEST_CASE("the fixed part is where RFC 2131 figure 1 has it") {
    const auto message = decoded(request("350103 3204c0a8052c ff"));
    CHECK(message == dhcp::Message{.op = dhcp::Op::request,
                                   .type = MessageType::request,
                                   .hops = 0,
                                   .xid = 0x3d1d5c2e,
                                   .secs = 7,
                                   .flags = dhcp::broadcast_flag,
                                   .ciaddr = ip("192.168.5.44"),
                                   .chaddr = client,
                                   .options = {requested_address("192.168.5.44")}});
}

TEST_CASE("a message is written at 300 octets at least, padded with zeros") {
    const auto data = dhcp::encode_message(decoded(request("350103 3204c0a8052c ff")));
    auto expected = request("350103 3204c0a8052c ff");
    expected.resize(300);
    CHECK(data == expected);
}

TEST_CASE("a short message is read all the same: no client has to pad") {
    CHECK(decoded(request("350101 ff")).type == MessageType::discover);
    CHECK(request("350101 ff").size() == 244);
}

TEST_CASE("what is written is read back, whatever the options") {
    auto message = broadcast(MessageType::discover).message;
    message.hops = 3;
    message.siaddr = ip("192.0.2.9");
    message.yiaddr = ip("192.168.5.44");
    message.giaddr = ip("10.0.0.1");
    for (const std::size_t size : {0U, 1U, 254U, 255U, 256U, 510U, 511U, 1000U}) {
        base::Bytes data(size);
        std::iota(data.begin(), data.end(), std::uint8_t{0});
        message.options = {option(Code::client_identifier, data), option(Code{222}, hex("00ff35"))};
        CAPTURE(size);
        const auto written = dhcp::encode_message(message);
        CHECK(decoded(written) == message);
        CHECK(dhcp::encoded_size(message) == written.size());
    }
}

TEST_CASE("an option longer than 255 octets is split, RFC 3396") {
    auto message = broadcast(MessageType::discover).message;
    message.options = {option(Code{222}, base::Bytes(257, 7))};
    const auto data = dhcp::encode_message(message);
    CHECK(data[243] == 222);
    CHECK(data[244] == 255);
    CHECK(data[245 + 255] == 222);
    CHECK(data[246 + 255] == 2);
    CHECK(data.back() == 255);
}

TEST_CASE("parts of an option are joined in order, others may stand between") {
    const auto message = decoded(request("350101 3d020100 0c0161 3d0223c2 ff"));
    CHECK(message.options ==
          std::vector{option(Code::client_identifier, hex("010023c2")), option(Code{12}, hex("61"))});
}

TEST_CASE("pads may stand anywhere, and nothing counts behind the end") {
    CHECK(codes(decoded(request("0000 350103 00 3204c0a8052c 0000 ff 3604c0000201"))) == std::vector{50});
}

TEST_CASE("the end option may be missing") {
    CHECK(decoded(request("350103 3204c0a8052c")).address(Code::requested_address) == ip("192.168.5.44"));
}

TEST_CASE("options overloaded into file and sname") {
    auto data = request("350101 340103 3d020100 ff");
    write(data, file_at, "3d0223c2 0c0161 ff");
    write(data, sname_at, "3d01db 0f0162 ff");
    SUBCASE("both: the file field first") {
        CHECK(decoded(data).options == std::vector{option(Code::client_identifier, hex("010023c2db")),
                                                   option(Code{12}, hex("61")), option(Code{15}, hex("62"))});
    }
    SUBCASE("they are nothing else then") {
        CHECK(decoded(data).file == dhcp::Message{}.file);
        CHECK(decoded(data).sname == dhcp::Message{}.sname);
    }
    SUBCASE("file only") {
        data[options_at + 5] = 1;
        CHECK(codes(decoded(data)) == std::vector{61, 12});
        CHECK(decoded(data).sname.front() == 0x3d);
    }
    SUBCASE("sname only") {
        data[options_at + 5] = 2;
        CHECK(codes(decoded(data)) == std::vector{61, 15});
    }
    SUBCASE("an undefined value") {
        data[options_at + 5] = 0;
        CHECK(reason(data) == Drop::option_overload);
        data[options_at + 5] = 4;
        CHECK(reason(data) == Drop::option_overload);
    }
    SUBCASE("the message type may be in there") {
        data = request("340101 ff");
        write(data, file_at, "350107 ff");
        CHECK(decoded(data).type == MessageType::release);
    }
    SUBCASE("an overload inside of an overloaded field says nothing") {
        write(data, file_at, "340101 ff");
        CHECK(codes(decoded(data)) == std::vector{61, 15});
    }
    SUBCASE("an option that overruns its field, though octets of the next would follow") {
        write(data, file_at + 126, "0c05");
        std::fill_n(data.begin() + file_at, 126, std::uint8_t{0});
        CHECK(reason(data) == Drop::option_overrun);
    }
    SUBCASE("an option whose parts join to a wrong length") {
        write(data, file_at, "350101 ff");
        CHECK(reason(data) == Drop::option_length);
    }
}

TEST_CASE("file and sname hold no options unless overloaded, and are written as they were read") {
    auto data = request("350101 ff");
    write(data, file_at, "0c0161 ff");
    write(data, sname_at, "626f6f74");
    const auto message = decoded(data);
    CHECK(message.options.empty());
    data.resize(300);
    CHECK(dhcp::encode_message(message) == data);
}

TEST_CASE("a message cut in its fixed part is truncated") {
    const auto whole = request("");
    for (std::size_t size = 0; size < options_at; ++size)
        CHECK(reason({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}) == Drop::truncated);
    CHECK(reason(whole) == Drop::no_message_type);
}

TEST_CASE("an option that reaches beyond the end") {
    CHECK(reason(request("350103 3204c0a805")) == Drop::option_overrun);
    CHECK(reason(request("350103 32")) == Drop::option_overrun);
    CHECK(reason(request("350103 3d ff 01")) == Drop::option_overrun);
    CHECK(reason(request("350103 3d07")) == Drop::option_overrun);
}

TEST_CASE("an option of a length that its kind forbids") {
    CHECK(reason(request("350103 3203c0a805 ff")) == Drop::option_length);
    CHECK(reason(request("350103 3205c0a8052c00 ff")) == Drop::option_length);
    CHECK(reason(request("350103 3200 ff")) == Drop::option_length);
    CHECK(reason(request("3500 ff")) == Drop::option_length);
    CHECK(reason(request("35020103 ff")) == Drop::option_length);
    CHECK(reason(request("350103 3602c000 ff")) == Drop::option_length);
    CHECK(reason(request("350103 390102 ff")) == Drop::option_length);
    CHECK(reason(request("350103 33020e10 ff")) == Drop::option_length);
    CHECK(reason(request("350103 34020101 ff")) == Drop::option_length);
    CHECK(reason(request("350103 350103 ff")) == Drop::option_length);
}

TEST_CASE("what is not DHCP over Ethernet") {
    auto data = request("350101 ff");
    SUBCASE("no magic cookie") {
        data[236] = 0;
        CHECK(reason(data) == Drop::bad_cookie);
    }
    SUBCASE("BOOTP: no message type") { CHECK(reason(request("ff")) == Drop::no_message_type); }
    SUBCASE("hardware type of IEEE 802 (6)") {
        data[1] = 6;
        CHECK(reason(data) == Drop::hardware_address);
    }
    SUBCASE("hardware address of 16 octets") {
        data[2] = 16;
        CHECK(reason(data) == Drop::hardware_address);
    }
    SUBCASE("hardware address of 0 octets") {
        data[2] = 0;
        CHECK(reason(data) == Drop::hardware_address);
    }
}

TEST_CASE("options are asked for by code and type") {
    const auto message = decoded(request("350103 330400000e10 3604c0000201 390205dc 3d00 ff"));
    CHECK(message.address(Code::server_identifier) == ip("192.0.2.1"));
    CHECK(message.number16(Code::maximum_message_size) == 1500);
    CHECK_FALSE(message.address(Code::requested_address).has_value());
    CHECK(message.number32(Code::lease_time) == 3600);
    CHECK_FALSE(message.number16(Code::server_identifier).has_value());
    CHECK_FALSE(message.number32(Code::maximum_message_size).has_value());
    CHECK_FALSE(message.number32(Code::renewal_time).has_value());
    CHECK_FALSE(message.address(Code::maximum_message_size).has_value());
    CHECK(message.find(Code::router) == nullptr);
    REQUIRE(message.find(Code::client_identifier) != nullptr);
    CHECK(message.find(Code::client_identifier)->empty());
}

TEST_CASE("a message in one line") {
    auto message =
        broadcast(MessageType::request, {requested_address("192.168.5.44"), option(Code{222}, hex("01"))})
            .message;
    CHECK(to_string(message) == "REQUEST xid 0x3d1d5c2e requested-address 192.168.5.44 option-222 01");
    message.flags = dhcp::broadcast_flag;
    message.ciaddr = ip("192.168.5.44");
    message.options.clear();
    CHECK(to_string(message) == "REQUEST xid 0x3d1d5c2e ciaddr 192.168.5.44 broadcast");
}

TEST_CASE("message types by name") {
    CHECK(dhcp::name(MessageType::discover) == "DISCOVER");
    CHECK(dhcp::name(MessageType::nak) == "NAK");
    CHECK(dhcp::name(MessageType::inform) == "INFORM");
    CHECK(dhcp::name(MessageType{0}) == "type 0");
    CHECK(dhcp::name(MessageType{13}) == "type 13");
}

} // namespace message_test
