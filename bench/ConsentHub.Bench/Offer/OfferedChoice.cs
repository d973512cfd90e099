using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ConsentHub.Bench.Offer;

/// <summary>The bytes of a request that records a choice, like those of <c>bench/choices.lua</c>: each has a new id and a new visitor.</summary>
/// <remarks>Made once; for each request only site, id and visitor are written into a copy. Used by one thread.</remarks>
internal sealed class OfferedChoice
{
    private readonly byte[] template;
    private readonly int siteAt;
    private readonly int idAt;
    private readonly int visitorAt;
    private readonly bool spread;
    private readonly Random random = new();
    private readonly long run;
    private long count;

    public OfferedChoice(string? site)
    {
        spread = site is null;
        run = random.NextInt64(1_000_000_000_000);
        const string Id = "00000000-0000-7000-8000-000000000000";
        var visitor = new string('V', 21) + "A";
        var body =
            $$"""
            {"id":"{{Id}}","visitorId":"{{visitor}}","notice":1,"lang":"en","region":"ZZ","model":"opt_in","banner":"0123456789abcdef","action":"reject_all","source":"banner",
            """
            + """
            "gpc":false,"elapsed":0,"choices":{"auth":true,"preferences":false,"analytics":false,"marketing":false}}
            """;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /v1/sites/{site ?? "s00"}/consents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        template = Encoding.ASCII.GetBytes(text);
        siteAt = text.IndexOf("/s00/", StringComparison.Ordinal) + 2;
        idAt = text.IndexOf(Id, StringComparison.Ordinal);
        visitorAt = text.IndexOf(visitor, StringComparison.Ordinal);
    }

    public int Length => template.Length;

    /// <summary>Writes the next request; the buffer has room for <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> buffer)
    {
        template.CopyTo(buffer);
        if (spread)
            Utf8.TryWrite(buffer[siteAt..], CultureInfo.InvariantCulture, $"{random.Next(1, 21):D2}", out _);

        Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).TryFormat(buffer[idAt..], out _);

        // 21 digits, which are valid characters of base64url: those of this run, then nine that count up.
        Utf8.TryWrite(buffer[visitorAt..], CultureInfo.InvariantCulture, $"{run:D12}{count++:D9}", out _);
    }
}
