-- For wrk: the current choice of a random visitor among LOOKUP_VISITORS, as `ConsentHub.Bench numbered` stores them.
local format, random = string.format, math.random
local visitors = tonumber(os.getenv("LOOKUP_VISITORS") or "1000000")
local head = "GET /v1/sites/s%02d/consent HTTP/1.1\r\nHost: localhost\r\nVisitor-Id: %021dA\r\n\r\n"

function init()
  math.randomseed(os.time())
end

function request()
  local number = random(0, visitors - 1)
  return format(head, number % 20 + 1, number)
end

function done(summary)
  if summary.errors.status > 0 then
    io.stderr:write(format("refused %d\n", summary.errors.status))
  end
end
