-- For wrk: choices as @c15t/backend takes them, each of a new subject, spread over 20 domains.
local format, random = string.format, math.random
local head = "POST /subjects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
local body = '{"type":"cookie_banner","subjectId":"sub_%s","domain":"s%02d.example","preferences":{"necessary":true,"functionality":false,"measurement":false,"marketing":false},"givenAt":%d000}'
local count, run, length = 0, nil, nil

-- Ids of subjects are base58, which has no zero.
local function subject(number)
  return (format(run, number):gsub("0", "a"))
end

function init()
  math.randomseed(os.time())
  run = format("%010d", os.time()) .. "%010d"
  length = #format(body, subject(0), 1, os.time())
end

function request()
  count = count + 1
  return format(head, length, format(body, subject(count), random(20), os.time()))
end

function done(summary)
  if summary.errors.status > 0 then
    io.stderr:write(format("refused %d\n", summary.errors.status))
  end
end
