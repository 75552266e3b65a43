-- The CUPS protocol of LoRa Basics Station in Wireshark and tshark: POST /update-info and its answer, field by field.
-- How to install it, to capture and to decrypt: docs/wireshark.md. Needs Wireshark 4.0 or later.
--
-- A post-dissector: it takes the bodies that the HTTP dissector found, whatever their Content-Type, so that it sees
-- what came in chunks, in many TCP segments or through TLS. Wireshark's own protocol "cups" is a printer's; this one is
-- "cups_lora", and its fields begin with "cups.router", "cups.answer" and so on, none of which the printer's has.
--
-- Of a credential it shows sizes and the CRC-32 a gateway will report, never its bytes.

local lora = Proto("cups_lora", "CUPS (LoRa Basics Station)")

-- What Station 2.0.6 asks of an answer.
local NULL_ANSWER_BYTES = 14 -- the six length fields, all zero
local MOST_URI_BYTES = 127
local LEAST_SIGNATURE_BYTES, MOST_SIGNATURE_BYTES = 8, 132 -- its key's CRC included
local KEY_CRC_BYTES = 4
local ABSENT_BYTES = 4 -- stand in a credential blob for an element that is not there
local MOST_UPDATE_BYTES = 0x7FFFFFFF

local fields = {
    router = ProtoField.string("cups.router", "router"),
    eui = ProtoField.string("cups.eui", "EUI-64"),
    cupsUri = ProtoField.string("cups.cupsUri", "cupsUri"),
    tcUri = ProtoField.string("cups.tcUri", "tcUri"),
    cupsCredCrc = ProtoField.uint32("cups.cupsCredCrc", "cupsCredCrc", base.HEX_DEC),
    tcCredCrc = ProtoField.uint32("cups.tcCredCrc", "tcCredCrc", base.HEX_DEC),
    station = ProtoField.string("cups.station", "station"),
    model = ProtoField.string("cups.model", "model"),
    package = ProtoField.string("cups.package", "package"),
    keys = ProtoField.uint32("cups.keys", "key", base.HEX_DEC, nil, nil, "CRC-32 of a signing key the gateway has"),
    member = ProtoField.string("cups.member", "member", base.UNICODE, "Of the request; Station does not send it"),
    status = ProtoField.uint16("cups.answer.status", "status", base.DEC),
    no_change = ProtoField.bool("cups.answer.noChange", "nothing changes"),
    sigLen = ProtoField.uint32("cups.answer.sigLen", "sigLen", base.DEC),
    keyCRC = ProtoField.uint32("cups.answer.keyCRC", "keyCRC", base.HEX_DEC),
    sig = ProtoField.bytes("cups.answer.sig", "sig"),
    updLen = ProtoField.uint32("cups.answer.updLen", "updLen", base.DEC),
    updData = ProtoField.none("cups.answer.updData", "updData"),
}
for _, name in ipairs({ "cups", "tc" }) do
    local stem = "cups.answer." .. name
    fields[name .. "UriLen"] = ProtoField.uint8(stem .. "UriLen", name .. "UriLen", base.DEC)
    fields["answer_" .. name .. "Uri"] = ProtoField.string(stem .. "Uri", name .. "Uri")
    fields[name .. "CredLen"] = ProtoField.uint16(stem .. "CredLen", name .. "CredLen", base.DEC)
    fields[name .. "Cred"] = ProtoField.none(stem .. "Cred", name .. "Cred")
    fields[name .. "Cred_crc"] = ProtoField.uint32(
        stem .. "Cred.crc", "CRC-32 a gateway will report", base.HEX_DEC)
    for _, part in ipairs({ "trust", "cert", "key" }) do
        fields[name .. "Cred_" .. part] = ProtoField.uint32(stem .. "Cred." .. part .. "Len", part, base.DEC)
    end
end
lora.fields = fields

local experts = {
    request = ProtoExpert.new("cups.expert.request", "Request that a server cannot read",
        expert.group.MALFORMED, expert.severity.ERROR),
    unusual = ProtoExpert.new("cups.expert.unusual", "Request that is not as a Station writes it",
        expert.group.PROTOCOL, expert.severity.WARN),
    length = ProtoExpert.new("cups.expert.length", "Length field points beyond the body",
        expert.group.MALFORMED, expert.severity.ERROR),
    trailing = ProtoExpert.new("cups.expert.trailing", "Bytes follow the update segment",
        expert.group.PROTOCOL, expert.severity.WARN),
    null_answer = ProtoExpert.new("cups.expert.null", "All zero, but not 14 bytes",
        expert.group.PROTOCOL, expert.severity.WARN),
    uri = ProtoExpert.new("cups.expert.uri", "URI that Station cannot use",
        expert.group.PROTOCOL, expert.severity.WARN),
    credentials = ProtoExpert.new("cups.expert.credentials", "Credentials that Station misreads",
        expert.group.MALFORMED, expert.severity.ERROR),
    signature = ProtoExpert.new("cups.expert.signature", "Signature segment that Station refuses",
        expert.group.MALFORMED, expert.severity.ERROR),
    update = ProtoExpert.new("cups.expert.update", "Update segment that Station refuses",
        expert.group.MALFORMED, expert.severity.ERROR),
    framing = ProtoExpert.new("cups.expert.framing", "HTTP framing that Station does not read",
        expert.group.PROTOCOL, expert.severity.WARN),
    status = ProtoExpert.new("cups.expert.status", "Any status but 200 sends Station to its next credential set",
        expert.group.RESPONSE_CODE, expert.severity.NOTE),
}
lora.experts = experts

local http = {
    method = Field.new("http.request.method"),
    path = Field.new("http.request.uri"),
    status = Field.new("http.response.code"),
    request_in = Field.new("http.request_in"),
    length = Field.new("http.content_length_header"),
    transfer = Field.new("http.transfer_encoding"),
    content = Field.new("http.content_encoding"),
    body = Field.new("http.file_data"),
}

-- The router of each request for /update-info, by frame; "" where it could not be read.
local routers = {}
function lora.init() routers = {} end

-- ---------------------------------------------------------------------------------------------------------- numbers

local bits = bit or bit32 -- Wireshark's own, else that of Lua 5.2

local crc_table = {}
for byte = 0, 255 do
    local crc = byte
    for _ = 1, 8 do
        local shifted = bits.rshift(crc, 1)
        crc = bits.band(crc, 1) == 1 and bits.bxor(shifted, 0xEDB88320) or shifted
    end
    crc_table[byte] = crc
end

-- CRC-32 as zlib has it, over several strings one after the other.
local function crc32(...)
    local crc = bits.bnot(0)
    for _, text in ipairs({ ... }) do
        for at = 1, #text do
            local index = bits.band(bits.bxor(crc, text:byte(at)), 0xFF)
            crc = bits.bxor(bits.rshift(crc, 8), crc_table[index])
        end
    end
    return bits.bnot(crc) % 0x100000000
end

-- The EUI-64 of Station's ID6 text (::1, b827:ebff:fe12:3456), or nil.
local function eui_of(text)
    local function groups(part)
        local list = {}
        if part == "" then return list end
        for group in (part .. ":"):gmatch("([^:]*):") do
            if not group:match("^%x%x?%x?%x?$") then return nil end
            list[#list + 1] = string.format("%04x", tonumber(group, 16))
        end
        return list
    end
    local before, after = text:match("^(.-)::(.*)$")
    local left = groups(before or text)
    local right = groups(after or "")
    if not left or not right then return nil end
    local missing = 4 - #left - #right
    if missing < 0 or (missing == 0) == (before ~= nil) then return nil end
    local all = table.concat(left) .. string.rep("0000", missing) .. table.concat(right)
    return (all:gsub("(%x%x)", "%1-"):sub(1, -2))
end

-- ------------------------------------------------------------------------------------------------------------- JSON

local escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function unescaped(text)
    text = text:gsub("\\(.)(%x?%x?%x?%x?)", function(letter, digits)
        if letter ~= "u" then return (escapes[letter] or letter) .. digits end
        local number = tonumber(digits, 16)
        return number and number < 0x80 and string.char(number) or "?"
    end)
    return text
end

local function after_blanks(text, at) return text:match("^[ \t\r\n]*()", at) end

local value_at -- for the two below

-- The values between two brackets. @return the values and where they end, or nil and where it went wrong
local function items_at(text, at)
    local items = {}
    at = after_blanks(text, at + 1)
    if text:sub(at, at) == "]" then return items, at + 1 end
    while true do
        local item, next_at = value_at(text, at)
        if not item then return nil, next_at end
        items[#items + 1] = item
        at = after_blanks(text, next_at)
        local mark = text:sub(at, at)
        if mark == "]" then return items, at + 1 end
        if mark ~= "," then return nil, at end
        at = after_blanks(text, at + 1)
    end
end

-- The members between two braces, in their order; each value has its name.
local function members_at(text, at)
    local members = {}
    at = after_blanks(text, at + 1)
    if text:sub(at, at) == "}" then return members, at + 1 end
    while true do
        local name, next_at = value_at(text, at)
        if not name or name.kind ~= "string" then return nil, name and at or next_at end
        at = after_blanks(text, next_at)
        if text:sub(at, at) ~= ":" then return nil, at end
        local member
        member, next_at = value_at(text, after_blanks(text, at + 1))
        if not member then return nil, next_at end
        member.name = name.value
        members[#members + 1] = member
        at = after_blanks(text, next_at)
        local mark = text:sub(at, at)
        if mark == "}" then return members, at + 1 end
        if mark ~= "," then return nil, at end
        at = after_blanks(text, at + 1)
    end
end

-- One JSON value: kind, value, and where it stands (from is counted from 0, for a Tvb). A light reading: it finds the
-- members of a request and is no judge of JSON.
function value_at(text, at)
    local first = text:sub(at, at)
    local function made(kind, value, next_at)
        return { kind = kind, value = value, from = at - 1, bytes = next_at - at }, next_at
    end
    if first == '"' then
        local stop = at + 1
        while true do
            stop = text:find('["\\]', stop)
            if not stop then return nil, #text + 1 end
            if text:sub(stop, stop) == '"' then break end
            stop = stop + 2
        end
        return made("string", unescaped(text:sub(at + 1, stop - 1)), stop + 1)
    end
    if first == "[" or first == "{" then
        local read = first == "[" and items_at or members_at
        local list, next_at = read(text, at)
        if not list then return nil, next_at end
        return made(first == "[" and "array" or "object", list, next_at)
    end
    local number, next_at = text:match("^(-?%d+[%d%.eE+-]*)()", at)
    if number then return made("number", tonumber(number), next_at) end
    local word
    word, next_at = text:match("^(%l+)()", at)
    if word == "null" or word == "true" or word == "false" then return made(word, word, next_at) end
    return nil, at
end

-- ---------------------------------------------------------------------------------------------------------- request

local function is_crc(value)
    return value.kind == "number" and value.value >= 0 and value.value <= 0xFFFFFFFF and value.value % 1 == 0
end

local function add_text(tree, body, value, field)
    if value.kind == "string" then return tree:add(field, body(value.from, value.bytes), value.value) end
    return nil
end

local function add_text_or_null(tree, body, value, field)
    if value.kind ~= "null" then return add_text(tree, body, value, field) end
    return tree:add(body(value.from, value.bytes), value.name .. ": null")
end

local function add_crc(tree, body, value, field)
    if not is_crc(value) then return nil end
    return tree:add(field, body(value.from, value.bytes), value.value)
end

local function add_crcs(tree, body, value, field)
    if value.kind ~= "array" then return nil end
    local list = tree:add(body(value.from, value.bytes), string.format("%s: %d", value.name, #value.value))
    for _, item in ipairs(value.value) do
        if not add_crc(list, body, item, field) then
            list:add_proto_expert_info(experts.request, "a key that is no CRC-32")
        end
    end
    return list
end

-- Station's order; the last word is what a value of another type is told.
local request_members = {
    { "router", add_text, "a string" },
    { "cupsUri", add_text_or_null, "a string or null" },
    { "tcUri", add_text_or_null, "a string or null" },
    { "cupsCredCrc", add_crc, "a number of 32 bits" },
    { "tcCredCrc", add_crc, "a number of 32 bits" },
    { "station", add_text, "a string" },
    { "model", add_text, "a string" },
    { "package", add_text_or_null, "a string or null" },
    { "keys", add_crcs, "an array of numbers of 32 bits" },
}

local function add_member(tree, body, member, known)
    if not known then
        tree:add(fields.member, body(member.from, member.bytes), member.name)
        return
    end
    local item = known[2](tree, body, member, fields[member.name])
    if not item then
        item = tree:add(body(member.from, member.bytes), member.name .. ": not " .. known[3])
        item:add_proto_expert_info(experts.request, member.name .. " is not " .. known[3])
    end
    if member.name ~= "router" or member.kind ~= "string" then return end
    local eui = eui_of(member.value)
    if eui then
        tree:add(fields.eui, body(member.from, member.bytes), eui):set_generated()
    else
        item:add_proto_expert_info(experts.unusual, "router is no EUI-64 in ID6 form")
    end
end

-- @return the router, "" where it cannot be read
local function add_request(tree, body)
    local text = body and body:raw() or ""
    local root, stopped = value_at(text, after_blanks(text, 1))
    if not root or root.kind ~= "object" or after_blanks(text, stopped) <= #text then
        tree:add_proto_expert_info(experts.request,
            string.format("no JSON object: byte %d of %d", stopped - 1, #text))
        return ""
    end
    local seen, router = {}, ""
    for _, member in ipairs(root.value) do
        local known
        for _, one in ipairs(request_members) do
            if one[1] == member.name then known = one end
        end
        add_member(tree, body, member, known)
        if seen[member.name] then
            tree:add_proto_expert_info(experts.unusual, member.name .. " stands there twice")
        end
        seen[member.name] = true
        if member.name == "router" and member.kind == "string" then router = member.value end
    end
    for _, one in ipairs(request_members) do
        if not seen[one[1]] then tree:add_proto_expert_info(experts.unusual, one[1] .. " is missing") end
    end
    return router
end

-- ----------------------------------------------------------------------------------------------------------- answer

-- Takes an answer's body apart. The first length that points beyond the body ends it, as it does for Station.
local Reader = {}
Reader.__index = Reader

-- The length field and, unless it is 0, what it announces. @return the length, or nil when the body ends before
function Reader:length(field, bytes, name)
    local left = self.size - self.at
    if left < bytes then
        self.tree:add_proto_expert_info(experts.length,
            string.format("the body ends before %s: %d of its %d bytes are there", name, left, bytes))
        return nil
    end
    local range = self.body(self.at, bytes)
    local length = range:le_uint()
    self.item = self.tree:add_le(field, range)
    self.at = self.at + bytes
    left = self.size - self.at
    if length > left then
        self.item:add_proto_expert_info(experts.length,
            string.format("%s says %d bytes, %d follow", name, length, left))
        return nil
    end
    return length
end

function Reader:take(bytes)
    local range = self.body(self.at, bytes)
    self.at = self.at + bytes
    return range
end

function Reader:uri(name)
    local length = self:length(fields[name .. "UriLen"], 1, name .. "UriLen")
    if not length then return false end
    if length == 0 then return true end
    self.changes[#self.changes + 1] = name .. "Uri"
    local range = self:take(length)
    local item = self.tree:add(fields["answer_" .. name .. "Uri"], range)
    local text = range:raw()
    if length > MOST_URI_BYTES then
        item:add_proto_expert_info(experts.uri,
            string.format("%d bytes, Station reads at most %d", length, MOST_URI_BYTES))
    end
    local scheme = name == "cups" and "^[Hh][Tt][Tt][Pp]s?://" or "^[Ww][Ss]s?://"
    local rest = text:match(scheme .. "(.*)$")
    if not rest then
        item:add_proto_expert_info(experts.uri, "not the scheme Station wants here")
    elseif rest:find("/", 1, true) or not rest:match(":[^:%]]+$") then
        item:add_proto_expert_info(experts.uri, "Station wants a port and no path")
    end
    return true
end

-- Length of a DER element by Station's reading, which takes any long form for that of two bytes, and by DER's.
-- Both are nil when the blob ends in it.
local function der_lengths(blob, at)
    local form = blob:byte(at + 1)
    if not form then return nil, nil end
    if form < 0x80 then return form + 2, form + 2 end
    local high, low = blob:byte(at + 2, at + 3)
    local by_station = low and high * 0x100 + low + 4
    local digits = form - 0x80
    local by_der = 0
    for n = 1, digits do
        local digit = blob:byte(at + 1 + n)
        if not digit or digits > 4 then return by_station, nil end
        by_der = by_der * 0x100 + digit
    end
    return by_station, by_der + 2 + digits
end

-- Cuts a blob as Station does. @return a list of {name, text, bytes, is_filler}, and what is wrong with it or nil
local function credential_parts(blob)
    local parts, at, wrong = {}, 1, nil
    local function element(name)
        local by_station, by_der = der_lengths(blob, at)
        local left = #blob - at + 1
        if by_station and by_station ~= by_der then
            wrong = wrong or string.format("%s: Station takes its length for %d bytes", name, by_station)
        end
        if not by_station or by_station > left then
            wrong = wrong or string.format("%s: cut off, %d bytes are left", name, left)
            parts[#parts + 1] = { name = name, kind = "not whole", bytes = left }
            return false
        end
        parts[#parts + 1] = { name = name, kind = "DER", bytes = by_station }
        at = at + by_station
        return true
    end
    local function absent(name)
        local bytes = math.min(ABSENT_BYTES, #blob - at + 1)
        parts[#parts + 1] = { name = name, kind = "absent", bytes = bytes, is_filler = true }
        at = at + bytes
        if bytes < ABSENT_BYTES then
            local result = name == "cert" and "Station refuses the set" or "the CRC will never match"
            wrong = wrong or
                string.format("%s: %d bytes in place of %d zero bytes: %s", name, bytes, ABSENT_BYTES, result)
        end
    end
    if blob:byte(1) ~= 0x30 then
        local pem = blob:sub(1, 5) == "-----"
        return parts, pem and "PEM: Station reads DER only" or "trust: begins with no DER sequence"
    end
    if not element("trust") then return parts, wrong end
    if blob:byte(at) == 0x30 then
        if not element("cert") then return parts, wrong end
    elseif blob:byte(at) == 0 or at > #blob then
        absent("cert")
    else
        return parts, "cert: begins with neither a DER sequence nor zero bytes"
    end
    if blob:byte(at) == 0x30 then
        if not element("key") then return parts, wrong end
    elseif blob:byte(at) == 0 or at > #blob then
        absent("key")
    else
        parts[#parts + 1] = { name = "key", kind = "token", bytes = #blob - at + 1 }
        at = #blob + 1
    end
    if parts[2].kind == "absent" and parts[3].kind == "DER" then
        wrong = wrong or "key: without a certificate Station takes it for a token, and TLS fails"
    elseif parts[2].kind == "DER" and parts[3].kind == "token" then
        wrong = wrong or "key: a token beside a certificate makes TLS fail"
    end
    if at <= #blob then
        wrong = wrong or string.format("%d bytes follow the key: the CRC will never match", #blob - at + 1)
    end
    return parts, wrong
end

-- What a gateway will report for these parts: an absent one counts as four zero bytes.
local function reported_crc(blob, parts)
    local texts, at = {}, 1
    for _, part in ipairs(parts) do
        texts[#texts + 1] = part.is_filler and string.rep("\0", ABSENT_BYTES) or blob:sub(at, at + part.bytes - 1)
        at = at + part.bytes
    end
    return crc32(table.unpack(texts))
end

function Reader:credentials(name)
    local segment = name .. "Cred"
    local length = self:length(fields[segment .. "Len"], 2, segment .. "Len")
    if not length then return false end
    if length == 0 then return true end
    self.changes[#self.changes + 1] = segment
    local range = self:take(length)
    local blob = range:raw()
    local item = self.tree:add(fields[segment], range)
    item:set_text(string.format("%s: %d bytes (not shown)", segment, length))
    local parts, wrong = credential_parts(blob)
    local at = 0
    for _, part in ipairs(parts) do
        local bytes = part.is_filler and 0 or part.bytes
        local where = part.bytes > 0 and range(at, part.bytes) or range(at - 1, 1)
        local line = item:add(fields[segment .. "_" .. part.name], where, bytes)
        line:set_text(string.format("%s: %s, %d bytes", part.name, part.kind, bytes))
        at = at + part.bytes
    end
    if wrong then
        item:add_proto_expert_info(experts.credentials, segment .. ": " .. wrong)
    end
    if #parts == 3 and parts[3].kind ~= "not whole" then
        item:add(fields[segment .. "_crc"], range, reported_crc(blob, parts)):set_generated()
    end
    return true
end

function Reader:signature()
    local length = self:length(fields.sigLen, 4, "sigLen")
    if not length then return false end
    if length == 0 then return true end
    if length < LEAST_SIGNATURE_BYTES or length > MOST_SIGNATURE_BYTES then
        self.item:add_proto_expert_info(experts.signature, string.format("sigLen %d: Station takes 0 or %d to %d",
            length, LEAST_SIGNATURE_BYTES, MOST_SIGNATURE_BYTES))
    end
    self.changes[#self.changes + 1] = "sig"
    if length < KEY_CRC_BYTES then
        self:take(length)
        return true
    end
    self.tree:add_le(fields.keyCRC, self:take(KEY_CRC_BYTES))
    if length == KEY_CRC_BYTES then return true end
    local range = self:take(length - KEY_CRC_BYTES)
    local item = self.tree:add(fields.sig, range)
    local _, by_der = der_lengths(range:raw(), 1)
    if range(0, 1):uint() ~= 0x30 or by_der ~= range:len() then
        item:add_proto_expert_info(experts.signature, "not one DER sequence, as an ECDSA signature is")
    end
    return true
end

function Reader:update()
    local is_there = self.size - self.at >= 4
    local length = self:length(fields.updLen, 4, "updLen")
    if is_there and self.body(self.at - 4, 4):le_uint() > MOST_UPDATE_BYTES then
        self.item:add_proto_expert_info(experts.update, "updLen: 2 GiB and more are refused at once")
    end
    if not length then return false end
    if length > 0 then
        self.changes[#self.changes + 1] = string.format("update of %d bytes", length)
        self.tree:add(fields.updData, self:take(length)):set_text(string.format("updData: %d bytes", length))
    end
    return true
end

function Reader:segments()
    return self:uri("cups") and self:uri("tc") and self:credentials("cups") and self:credentials("tc") and
        self:signature() and self:update()
end

local function is_all_zero(range)
    return range:len() <= 64 and not range:raw():find("[^\0]")
end

-- @return what the answer changes, for the info column
local function add_answer(tree, body)
    if not body then
        tree:add_proto_expert_info(experts.length, "an answer without a body: not even the first length is there")
        return "empty body"
    end
    local reader = setmetatable({ tree = tree, body = body, size = body:len(), at = 0, changes = {} }, Reader)
    local is_whole = reader:segments()
    if is_all_zero(body) and body:len() ~= NULL_ANSWER_BYTES then
        tree:add_proto_expert_info(experts.null_answer,
            string.format("%d zero bytes; an answer that changes nothing is %d", body:len(), NULL_ANSWER_BYTES))
    end
    if is_whole and reader.at < reader.size then
        tree:add_proto_expert_info(experts.trailing,
            string.format("%d bytes follow the update segment; Station ignores them", reader.size - reader.at))
    end
    if is_whole then
        tree:add(fields.no_change, body, #reader.changes == 0):set_generated()
    end
    if not is_whole then return "malformed" end
    return #reader.changes == 0 and "no change" or table.concat(reader.changes, ", ")
end

local function judge_framing(tree)
    local transfer, content = http.transfer(), http.content()
    if transfer and tostring(transfer.value):lower():find("chunked", 1, true) then
        tree:add_proto_expert_info(experts.framing, "chunked: Station takes the first chunk's head for the body")
    elseif not http.length() then
        tree:add_proto_expert_info(experts.framing, "no Content-Length: Station takes the body for empty")
    end
    if content and tostring(content.value):lower() ~= "identity" then
        tree:add_proto_expert_info(experts.framing, "Content-Encoding: Station does not decode it")
    end
end

-- ---------------------------------------------------------------------------------------------------------- frames

-- The bodies of a frame's messages. A frame rarely has more than one; where it has and some have no body, who owns
-- which cannot be told.
local function body_of(bodies, index, messages)
    if #bodies ~= messages then return nil end
    return bodies[index].range
end

local function show(pinfo, text)
    pinfo.cols.protocol = "CUPS"
    pinfo.cols.info:append(" | " .. text)
end

local function add_tree(root, body, title)
    local item = body and root:add(lora, body) or root:add(lora)
    item:set_text("CUPS of LoRa Basics Station, " .. title)
    return item
end

local function dissect_request(pinfo, root, body)
    local tree = add_tree(root, body, "request")
    local router = add_request(tree, body)
    routers[pinfo.number] = router
    show(pinfo, "CUPS request of " .. (router ~= "" and router or "?"))
end

local function dissect_answer(pinfo, root, body, about)
    local tree = add_tree(root, body, "answer")
    if about.router ~= "" then tree:add(fields.router, about.router):set_generated() end
    tree:add(fields.status, about.status):set_generated()
    if about.status ~= 200 then
        tree:add_proto_expert_info(experts.status)
        show(pinfo, "CUPS refused")
        return
    end
    judge_framing(tree)
    show(pinfo, "CUPS answer: " .. add_answer(tree, body))
end

function lora.dissector(_, pinfo, root)
    local bodies = { http.body() }
    local methods, paths = { http.method() }, { http.path() }
    for index, path in ipairs(paths) do
        local text = tostring(path.value):gsub("%?.*$", "")
        if methods[index] and methods[index].value == "POST" and text:match("/update%-info$") then
            dissect_request(pinfo, root, body_of(bodies, index, #paths))
        end
    end
    local statuses, requests = { http.status() }, { http.request_in() }
    for index, status in ipairs(statuses) do
        local router = requests[index] and routers[requests[index].value]
        if router then
            local about = { status = status.value, router = router }
            dissect_answer(pinfo, root, body_of(bodies, index, #statuses), about)
        end
    end
end

register_postdissector(lora)
