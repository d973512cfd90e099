-- For wrk: valid choices, each under a new id and of a new visitor, spread over the sites s01 to s20.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
local start = "%08x-%04x-7%03x-%04x-%06x%06x"
local body = '{"id":"%s","visitorId":"%s","notice":1,"lang":"en","region":"ZZ","model":"opt_in","banner":"0123456789abcdef",'
  .. '"action":"reject_all","source":"banner","gpc":false,"elapsed":0,'
  .. '"choices":{"auth":true,"preferences":false,"analytics":false,"marketing":false}}'
local random, floor, char, format = math.random, math.floor, string.sub, string.format
local count, refused = 0, 0
local headers = { ["Content-Type"] = "application/json" }

function init()
  math.randomseed(os.time() * 64 + number)
end

function request()
  count = count + 1
  -- Milliseconds that go up with the count, so that ids arrive nearly in order, as they do from browsers.
  local milliseconds = os.time() * 1000 + count % 1000
  local high = floor(milliseconds / 65536)
  local id = format(start, high, milliseconds - high * 65536, random(0, 4095), 32768 + random(0, 16383), random(0, 16777215), random(0, 16777215))
  local visitor = {}
  for i = 1, 21 do
    local at = random(64)
    visitor[i] = char(alphabet, at, at)
  end
  local last = random(4)
  visitor[22] = char("AQgw", last, last)
  return wrk.format("POST", format("/v1/sites/s%02d/consents", random(20)), headers, format(body, id, table.concat(visitor)))
end

function response(status)
  if status ~= 201 then
    refused = refused + 1
    if refused < 4 then io.stderr:write("answered ", status, "\n") end
  end
end
