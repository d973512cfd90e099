-- For wrk: valid choices, each under a new id and of a new visitor, spread over the sites s01 to s20 or, with CHOICES_SITE, on one.
-- Several generators at once each need another CHOICES_GENERATOR, 0 to 9: otherwise those started within one second send the same ids.
-- One string.format makes a request, because the generator shares the machine with the server that it loads.
local threads = 10 * tonumber(os.getenv("CHOICES_GENERATOR") or "0")

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local format, floor, random = string.format, math.floor, math.random
local head = "POST /v1/sites/%s/consents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
local body = '{"id":"%08x-%04x-7%03x-%04x-%012x","visitorId":"%s","notice":1,"lang":"en","region":"ZZ","model":"opt_in","banner":"0123456789abcdef",'
  .. '"action":"reject_all","source":"banner","gpc":false,"elapsed":0,'
  .. '"choices":{"auth":true,"preferences":false,"analytics":false,"marketing":false}}'
local site = os.getenv("CHOICES_SITE")
local count, run, length, begun = 0, nil, nil, nil

function init()
  math.randomseed(os.time() * 64 + number)
  -- 22 characters of base64url: 12 for this run and thread, 9 that count up, and a valid last one. The hub hashes them,
  -- so what it stores and looks up is random.
  run = format("%010d%02d", os.time(), number) .. "%09dA"
  -- Milliseconds that rise with the count, so that ids come nearly in order, as from browsers.
  begun = os.time() * 1000
  length = #format(body, 0, 0, 0, 0, 0, format(run, 0))
end

function request()
  count = count + 1
  local milliseconds = begun + floor(count / 8)
  local high = floor(milliseconds / 65536)
  local text = format(body, high, milliseconds - high * 65536, random(0, 4095), 32768 + random(0, 16383), random(0, 281474976710655), format(run, count))
  return format(head, site or format("s%02d", random(20)), length, text)
end

function done(summary)
  local errors = summary.errors
  if errors.status + errors.connect + errors.read + errors.write + errors.timeout > 0 then
    io.stderr:write(format("refused %d, broken %d\n", errors.status, errors.connect + errors.read + errors.write + errors.timeout))
  end
end
