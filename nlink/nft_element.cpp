#include "nlink/nft_element.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace nlink::nft {
namespace {

namespace element_tag {
struct Body {
    using Header = nfgenmsg;
};
struct List {};
struct Entry {};
using Table = Attribute<Body, NFTA_SET_ELEM_LIST_TABLE, std::string>;
using Set = Attribute<Body, NFTA_SET_ELEM_LIST_SET, std::string>;
using Elements = Attribute<Body, NFTA_SET_ELEM_LIST_ELEMENTS, Nest<List>>;
using Item = Attribute<List, NFTA_LIST_ELEM, Nest<Entry>>;
using Key = Attribute<Entry, NFTA_SET_ELEM_KEY, Nest<detail::data::Body>>;
using KeyEnd = Attribute<Entry, NFTA_SET_ELEM_KEY_END, Nest<detail::data::Body>>;
using Data = Attribute<Entry, NFTA_SET_ELEM_DATA, Nest<detail::data::Body>>;
using Counter = Attribute<Entry, NFTA_SET_ELEM_EXPR, Nest<detail::traffic::Counter>>;
} // namespace element_tag

using DataBody = Attributes<detail::data::Body>;

void put_key(Attributes<element_tag::Entry>& entry, const Element& element) {
    entry.nest<element_tag::Key>([&](DataBody& body) { body.put<detail::data::Value>(element.key); });
    if (element.key_end.empty()) return;
    entry.nest<element_tag::KeyEnd>([&](DataBody& body) { body.put<detail::data::Value>(element.key_end); });
}

void put_data(Attributes<element_tag::Entry>& entry, const Element& element) {
    if (std::holds_alternative<std::monostate>(element.data)) return;
    entry.nest<element_tag::Data>([&](DataBody& body) {
        if (const auto* const value = std::get_if<base::Bytes>(&element.data))
            body.put<detail::data::Value>(*value);
        else
            detail::put_verdict(body, std::get<Verdict>(element.data));
    });
}

void put_traffic(Attributes<element_tag::Entry>& entry, const Element& element) {
    if (!element.traffic) return;
    entry.nest<element_tag::Counter>([&](Attributes<detail::traffic::Counter>& counter) {
        detail::traffic::put(counter, *element.traffic);
    });
}

/// What an element takes of a message at most: nine attribute headers and four contents, each
/// with its filling; a counter takes five headers, a name and two numbers.
std::size_t room_for(const Element& element) {
    constexpr std::size_t frame = 9 * 4 + 4 * 4, counter = 5 * 4 + 8 + 2 * 8;
    const auto* const value = std::get_if<base::Bytes>(&element.data);
    const auto* const verdict = std::get_if<Verdict>(&element.data);
    return frame + (element.traffic ? counter : 0) + element.key.size() + element.key_end.size() +
           (value != nullptr ? value->size() : 0) +
           (verdict != nullptr ? sizeof(verdict->code) + verdict->chain.size() : 0);
}

/// How many of the first elements one message holds: the length of the nest around them is a
/// number of 16 bits.
std::size_t fitting(std::span<const Element> elements) {
    constexpr std::size_t most = 0xffff - 4;
    std::size_t used = 0;
    const auto over = std::ranges::find_if(
        elements, [&](const Element& element) { return (used += room_for(element)) > most; });
    return std::max<std::size_t>(1, static_cast<std::size_t>(over - elements.begin()));
}

std::string words(const char* verb, const SetName& set, std::span<const Element> elements) {
    if (elements.size() != 1)
        return fmt::format("{} {} elements of {}", verb, elements.size(), to_string(set));
    return fmt::format("{} element {:02x} of {}", verb, fmt::join(elements.front().key, ""), to_string(set));
}

struct Change {
    nf_tables_msg_types kind;
    std::uint16_t flags;
    const char* verb;
};
constexpr Change adding{.kind = NFT_MSG_NEWSETELEM, .flags = NLM_F_CREATE | NLM_F_EXCL, .verb = "add"};
constexpr Change removing{.kind = NFT_MSG_DELSETELEM, .flags = 0, .verb = "remove"};
constexpr Change finding{.kind = NFT_MSG_GETSETELEM, .flags = 0, .verb = "find"};

Request request_of(const Change& change, const SetName& set, std::span<const Element> elements) {
    const auto put_entry = [&](Attributes<element_tag::List>& list, const Element& element) {
        list.nest<element_tag::Item>([&](Attributes<element_tag::Entry>& entry) {
            put_key(entry, element);
            if (change.kind != NFT_MSG_NEWSETELEM) return;
            put_data(entry, element);
            put_traffic(entry, element);
        });
    };
    return make_request<element_tag::Body>(
        detail::message_type(change.kind), change.flags, words(change.verb, set, elements),
        detail::header_of(set.table.family), [&](Attributes<element_tag::Body>& body) {
            body.put<element_tag::Table>(set.table.name);
            body.put<element_tag::Set>(set.name);
            body.nest<element_tag::Elements>([&](Attributes<element_tag::List>& list) {
                for (const auto& element : elements) put_entry(list, element);
            });
        });
}

std::vector<Request> in_messages(const Change& change, const SetName& set,
                                 std::span<const Element> elements) {
    std::vector<Request> requests;
    while (!elements.empty()) {
        const auto count = fitting(elements);
        requests.push_back(request_of(change, set, elements.first(count)));
        elements = elements.subspan(count);
    }
    return requests;
}

Element read_entry(const View<element_tag::Entry>& entry) {
    Element element{.key = entry.nest<element_tag::Key>().find<detail::data::Value>().value_or(base::Bytes{}),
                    .key_end =
                        entry.nest<element_tag::KeyEnd>().find<detail::data::Value>().value_or(base::Bytes{}),
                    .traffic = detail::traffic::find(entry.nest<element_tag::Counter>())};
    const auto data = entry.nest<element_tag::Data>();
    if (auto verdict = detail::find_verdict(data))
        element.data = std::move(*verdict);
    else if (auto value = data.find<detail::data::Value>())
        element.data = std::move(*value);
    return element;
}

} // namespace

std::vector<Request> add_elements(const SetName& set, std::span<const Element> elements) {
    return in_messages(adding, set, elements);
}

std::vector<Request> remove_elements(const SetName& set, std::span<const Element> elements) {
    return in_messages(removing, set, elements);
}

Request add_element(const SetName& set, const Element& element) {
    return request_of(adding, set, {&element, 1});
}

Request remove_element(const SetName& set, const Element& element) {
    return request_of(removing, set, {&element, 1});
}

std::optional<ElementList> parse_elements(const Message& message) {
    const auto parsed =
        detail::parse_kind<element_tag::Body>(message, NFT_MSG_NEWSETELEM, NFT_MSG_DELSETELEM);
    const auto name = parsed ? parsed->attributes.find<element_tag::Set>() : std::nullopt;
    if (!name) return std::nullopt;
    ElementList list{.set = {.table = detail::table_of<element_tag::Table>(*parsed), .name = *name},
                     .removed = message.type == detail::message_type(NFT_MSG_DELSETELEM)};
    parsed->attributes.nest<element_tag::Elements>().each<element_tag::Item>(
        [&](const View<element_tag::Entry>& entry) { list.elements.push_back(read_entry(entry)); });
    return list;
}

base::Result<std::vector<Element>> dump_elements(Socket& socket, const SetName& set) {
    const auto request = make_request<element_tag::Body>(
        detail::message_type(NFT_MSG_GETSETELEM), 0, "list elements of " + to_string(set),
        detail::header_of(set.table.family), [&](Attributes<element_tag::Body>& body) {
            body.put<element_tag::Table>(set.table.name);
            body.put<element_tag::Set>(set.name);
        });
    auto lists = socket.dump(request, parse_elements);
    if (!lists) return std::unexpected(lists.error());
    std::vector<Element> all;
    for (auto& list : *lists) std::ranges::move(list.elements, std::back_inserter(all));
    return all;
}

base::Result<Element> find_element(Socket& socket, const SetName& set, const base::Bytes& key) {
    const Element wanted{.key = key};
    const auto request = request_of(finding, set, {&wanted, 1});
    auto lists = socket.get(request, parse_elements);
    if (!lists) return std::unexpected(lists.error());
    for (auto& list : *lists)
        if (!list.elements.empty()) return std::move(list.elements.front());
    return base::fail(request.what + ": no answer", ENOENT);
}

} // namespace nlink::nft
