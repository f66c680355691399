-- For wrk: asks for the contacts of random known numbers. FIELDS is the query, TOKEN the bearer token, CONTACTS how many
-- numbers there are from +2348000000001 on, SEED makes each run ask for others.
local contacts = tonumber(os.getenv("CONTACTS"))
local before = "GET /api/contact-lookup/phone/%2B"
local after = (os.getenv("FIELDS") or "") .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
    .. os.getenv("TOKEN") .. "\r\n\r\n"
math.randomseed(tonumber(os.getenv("SEED")))

function request()
    return before .. string.format("%.0f", 2348000000000 + math.random(contacts)) .. after
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format("RESULT per_s=%.0f p50_us=%.0f p99_us=%.0f failed=%d",
        summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99),
        errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
