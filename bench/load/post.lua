-- wrk's requests to a WS-Management server. The environment says what they are:
--   LOAD_BODY   a file with the envelope; where it has {id}, each request gets a message ID of its own, as WS-Addressing wants it
--   LOAD_AUTH   the Authorization header
local file = assert(io.open(assert(os.getenv("LOAD_BODY"), "LOAD_BODY names no file"), "rb"))
local envelope = file:read("*a")
file:close()

local headers = { ["Content-Type"] = "application/soap+xml;charset=UTF-8", ["Authorization"] = os.getenv("LOAD_AUTH") }
local before, after = envelope:match("^(.-){id}(.*)$")
local count = 0

wrk.method = "POST"
wrk.headers = headers
wrk.body = envelope

if before then
    request = function()
        count = count + 1
        return wrk.format("POST", "/wsman", headers, before .. string.format("%08x-0000-4000-8000-%012x", math.random(0, 2 ^ 31 - 1), count) .. after)
    end
else
    wrk.path = "/wsman"
end
